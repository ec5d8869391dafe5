#include "simulators/expansion_history.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <vector>

#include "core/files/table.hpp"
#include "tests/simulators/requests.hpp"
#include "tests/support/fits_writer.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

using testing::make_model;
using testing::RequestText;

const std::string priors = "{H0: {prior: {uniform: [50, 90]}}, Om: {prior: {uniform: [0, 1]}}}";

RequestText request_text(const std::string& options, const std::string& parameters = priors) {
  return {.simulator = "expansion_history",
          .options = "{data: cosmic_chronometers.csv, " + options + "}",
          .parameters = parameters};
}

std::vector<double> observed() {
  return read_table(std::string(INQUEST_SOURCE_DIR) + "/docs/examples/cosmic_chronometers.csv", {"H"}).values;
}

TEST_CASE("expansion_history: H(z) of the universes that have a closed form", "[expansion_history]") {
  for (const double z : {0.0, 0.07, 1.0, 1.965}) {
    CAPTURE(z);
    // Einstein and de Sitter, Milne, de Sitter.
    CHECK(hubble_rate({.H0 = 70, .Om = 1}, z) == Approx(70 * std::pow(1 + z, 1.5)).epsilon(1e-14));
    CHECK(hubble_rate({.H0 = 70, .Ok = 1}, z) == Approx(70 * (1 + z)).epsilon(1e-14));
    CHECK(hubble_rate({.H0 = 70, .OL = 1}, z) == Approx(70).epsilon(1e-14));
    // Dark energy with w = -1/3 dilutes like curvature, with w = 0 like matter.
    CHECK(hubble_rate({.H0 = 70, .Om = 0.3, .OL = 0.7, .w = -1.0 / 3}, z) ==
          Approx(hubble_rate({.H0 = 70, .Om = 0.3, .Ok = 0.7}, z)).epsilon(1e-14));
    CHECK(hubble_rate({.H0 = 70, .Om = 0.3, .OL = 0.7, .w = 0}, z) ==
          Approx(hubble_rate({.H0 = 70, .Om = 1}, z)).epsilon(1e-14));
  }
  CHECK(hubble_rate({.H0 = 70, .Om = 0.3, .OL = 0.7}, 1) == Approx(70 * std::sqrt(3.1)).epsilon(1e-14));
  CHECK(std::isnan(hubble_rate({.H0 = 70, .Om = -1, .OL = 2}, 1)));
}

// Posterior and evidence of one model on a grid of midpoints, under uniform priors over H0 in [50, 90], Om in [0, 1].
struct Quadrature {
  double log_evidence = 0;
  double mean[2] = {0, 0};
  double sd[2] = {0, 0};
};

Quadrature integrate(const Likelihood& likelihood, const std::vector<double>& x) {
  constexpr std::size_t cells = 400;
  Matrix theta(cells * cells, 2);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    theta(i, 0) = 50 + 40 * (static_cast<double>(i / cells) + 0.5) / cells;
    theta(i, 1) = (static_cast<double>(i % cells) + 0.5) / cells;
  }
  std::vector<double> log_likelihood(theta.rows());
  likelihood.log_likelihood(theta, x, log_likelihood);
  constexpr double reference = -132;
  double sums[3][2] = {};
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    const double weight = std::exp(log_likelihood[i] - reference);
    for (std::size_t j = 0; j < 2; ++j) {
      sums[0][j] += weight;
      sums[1][j] += weight * theta(i, j);
      sums[2][j] += weight * theta(i, j) * theta(i, j);
    }
  }
  Quadrature result{.log_evidence = reference + std::log(sums[0][0] / static_cast<double>(theta.rows()))};
  for (std::size_t j = 0; j < 2; ++j) {
    result.mean[j] = sums[1][j] / sums[0][j];
    result.sd[j] = std::sqrt(sums[2][j] / sums[0][j] - result.mean[j] * result.mean[j]);
  }
  return result;
}

// The numbers come from an independent program (adaptive quadrature).
TEST_CASE("expansion_history: exact posteriors and evidences of the measured H(z)", "[expansion_history]") {
  const auto flat = make_model(request_text("dark_energy: lambda, curvature: flat"));
  const Quadrature lambda = integrate(*flat.bundle.likelihood, observed());
  CHECK(lambda.log_evidence == Approx(-132.7068).margin(2e-4));
  CHECK(lambda.mean[0] == Approx(67.724).margin(2e-3));
  CHECK(lambda.sd[0] == Approx(3.097).margin(2e-3));
  CHECK(lambda.mean[1] == Approx(0.3319).margin(2e-4));
  CHECK(lambda.sd[1] == Approx(0.0622).margin(2e-4));

  const auto curved = make_model(request_text("dark_energy: none, curvature: free"));
  const Quadrature open = integrate(*curved.bundle.likelihood, observed());
  CHECK(open.log_evidence == Approx(-133.7044).margin(2e-4));
  CHECK(open.mean[0] == Approx(60.491).margin(2e-3));
  CHECK(open.sd[0] == Approx(1.915).margin(2e-3));
  CHECK(open.mean[1] == Approx(0.1060).margin(2e-4));
  CHECK(open.sd[1] == Approx(0.0804).margin(2e-4));
}

TEST_CASE("expansion_history: the likelihood is normalised over the data", "[expansion_history]") {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "one.csv") << "redshift,error\n0.5,12\n";
  const Model model = make_model({.simulator = "expansion_history",
                                  .options = "{data: one.csv, z_column: redshift, sigma_column: error}",
                                  .parameters = "{H0: 70, Om: {prior: {uniform: [0, 1]}}}",
                                  .base = folder.path()});
  Matrix theta(1, 2);
  theta(0, 0) = 70;
  theta(0, 1) = 0.3;
  double integral = 0;
  for (double x = -100; x < 300; x += 0.5) {
    double log_likelihood = 0;
    model.bundle.likelihood->log_likelihood(theta, std::vector{x}, {&log_likelihood, 1});
    integral += 0.5 * std::exp(log_likelihood);
  }
  CHECK(integral == Approx(1).epsilon(1e-9));
}

TEST_CASE("expansion_history: the order of the run file's parameters is free", "[expansion_history]") {
  const auto options = "dark_energy: w, curvature: free";
  const Model usual = make_model(request_text(options, "{H0: 70, Om: 0.3, Ok: 0.1, w: {prior: {uniform: [-2, 0]}}}"));
  const Model mixed = make_model(request_text(options, "{w: {prior: {uniform: [-2, 0]}}, Ok: 0.1, Om: 0.3, H0: 70}"));
  CHECK(mixed.simulator().info().parameters == std::vector<std::string>{"w", "Ok", "Om", "H0"});
  const Simulations a = draw_joint(usual, Seed{3}, 0, 5);
  const Simulations b = draw_joint(mixed, Seed{3}, 0, 5);
  CHECK(a.x == b.x);
  CHECK(a.x.cols() == 32);
}

TEST_CASE("expansion_history: simulations have the mean and the scatter of the likelihood",
          "[expansion_history][statistical]") {
  const Model model = make_model(
      request_text("dark_energy: lambda, curvature: free", "{Om: 0.3, Ok: -0.1, H0: {prior: {normal: [70, 1e-6]}}}"));
  constexpr std::size_t rows = 4000;
  const Simulations draws = draw_joint(model, Seed{11}, 0, rows);
  const std::string file = std::string(INQUEST_SOURCE_DIR) + "/docs/examples/cosmic_chronometers.csv";
  const Table table = read_table(file, {"z", "sigma_H"});
  for (std::size_t i = 0; i < 32; ++i) {
    const double z = table.values[2 * i];
    const double sigma = table.values[2 * i + 1];
    const double expected = 70 * std::sqrt(0.3 * std::pow(1 + z, 3) - 0.1 * std::pow(1 + z, 2) + 0.8);
    double sum = 0;
    double squares = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      const double residual = (draws.x(row, i) - expected) / sigma;
      sum += residual;
      squares += residual * residual;
    }
    // Null: N(0, 1/n) and (chi^2_n)/n; 4.5 sd on 64 numbers fail by chance once in 2000 seeds.
    CHECK(std::abs(sum / rows) < 4.5 / std::sqrt(rows));
    CHECK(std::abs(squares / rows - 1) < 4.5 * std::sqrt(2.0 / rows));
  }
}

TEST_CASE("expansion_history: where H^2 is negative the row fails and the likelihood is zero", "[expansion_history]") {
  const Model model =
      make_model(request_text("dark_energy: none, curvature: free", "{H0: {prior: {uniform: [60, 80]}}, Om: -5}"));
  const Simulations draws = draw_joint(model, Seed{1}, 0, 3);
  for (const SimulationStatus status : draws.status) CHECK(status == SimulationStatus::failed);
  Matrix theta(1, 2, 70);
  theta(0, 1) = -5;
  double log_likelihood = 0;
  model.bundle.likelihood->log_likelihood(theta, observed(), {&log_likelihood, 1});
  CHECK(log_likelihood == -std::numeric_limits<double>::infinity());
}

TEST_CASE("expansion_history: options that leave no universe, and parameters that do not fit", "[expansion_history]") {
  const auto message = [](const std::string& options, const std::string& parameters) {
    const Error error = testing::error_of(request_text(options, parameters));
    CHECK(error.kind() == ErrorKind::config);
    return std::string(error.what());
  };
  using Catch::Contains;
  CHECK_THAT(message("dark_energy: none", priors), Contains("curvature: free"));
  CHECK_THAT(message("dark_energy: lamda", priors), Contains("lambda") && Contains("run.yaml:2"));
  CHECK_THAT(message("dark_energi: w", priors), Contains("dark_energy"));
  CHECK_THAT(message("dark_energy: w", priors), Contains("the parameter w is missing") && Contains("H0, Om"));
  CHECK_THAT(message("curvature: flat", "{H0: {prior: {normal: [70, 1]}}, Omm: 0.3, Om: 0.3}"),
             Contains("Omm") && Contains("did you mean Om?"));
  CHECK_THAT(message("curvature: flat", "{H0: {prior: {normal: [70, 1]}}, Om: 0.3, Ok: 0}"), Contains("Ok is unknown"));
}

TEST_CASE("expansion_history: files that are no measurements", "[expansion_history]") {
  const testing::TemporaryDirectory folder;
  const auto kind = [&](const std::string& content) {
    std::ofstream(folder / "data.csv") << content;
    return testing::error_of({.simulator = "expansion_history",
                              .options = "{data: data.csv}",
                              .parameters = priors,
                              .base = folder.path()})
        .kind();
  };
  CHECK(kind("z,sigma_H\n0.5,0\n") == ErrorKind::data);
  CHECK(kind("z,sigma_H\n0.5,-1\n") == ErrorKind::data);
  CHECK(kind("z,sigma_H\n-1,1\n") == ErrorKind::data);
  CHECK(kind("z,sigma_H\nnan,1\n") == ErrorKind::data);
  CHECK(kind("z,sigma\n0.5,1\n") == ErrorKind::data);
  CHECK(testing::error_of({.simulator = "expansion_history",
                           .options = "{data: absent.csv}",
                           .parameters = priors,
                           .base = folder.path()})
            .kind() == ErrorKind::missing_input);
}

TEST_CASE("expansion_history: a FITS table has a row for each measurement, no arrays", "[expansion_history]") {
  const testing::TemporaryDirectory folder;
  {
    testing::FitsWriter file((folder / "data.fits").string());
    file.table({{"z", "2D"}, {"sigma_H", "2D"}, {"redshift", "1D"}, {"error", "1D"}});
    file.fill<double>(1, TDOUBLE, {0.1, 0.2});
    file.fill<double>(2, TDOUBLE, {5, 6});
    file.fill<double>(3, TDOUBLE, {0.5});
    file.fill<double>(4, TDOUBLE, {7});
  }
  testing::RequestText text{
      .simulator = "expansion_history", .options = "{data: data.fits}", .parameters = priors, .base = folder.path()};
  CHECK_THAT(testing::error_of(text).what(), Catch::Contains("columns 'z' and 'sigma_H' hold arrays"));
  text.options = "{data: data.fits, z_column: redshift, sigma_column: error}";
  CHECK(testing::make_model(text).simulator().info().data_shape == std::vector<std::size_t>{1});
}

TEST_CASE("expansion_history: the version follows the content of the file", "[expansion_history]") {
  const testing::TemporaryDirectory folder;
  const auto version = [&](const std::string& content) {
    std::ofstream(folder / "data.csv") << content;
    const Model model = make_model(
        {.simulator = "expansion_history", .options = "{data: data.csv}", .parameters = priors, .base = folder.path()});
    return model.simulator().info().version;
  };
  const std::string first = version("z,sigma_H\n0.5,1\n");
  CHECK(version("z,sigma_H\n0.5,2\n") != first);
  CHECK(version("# a comment changes no number\nz,sigma_H\n0.5,1\n") == first);
}

}  // namespace
}  // namespace inquest
