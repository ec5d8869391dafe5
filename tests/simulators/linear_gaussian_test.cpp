#include "simulators/linear_gaussian.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "simulators/normal_prior.hpp"
#include "tests/simulators/requests.hpp"

namespace inquest {
namespace {

using testing::RequestText;

LinearModel build(const RequestText& text) {
  const SimulatorRequest request = testing::parse_request(text);
  return linear_gaussian_model(read_options<LinearGaussianOptions>(request.options), request);
}

// Evidence and moments of the posterior by a sum over a grid of the two parameters.
struct GridAnswer {
  double log_evidence = 0;
  std::vector<double> mean{0, 0};
  Matrix covariance{2, 2};
};

GridAnswer integrate(const LinearModel& model, const ParameterSpace& space, const std::vector<double>& x) {
  constexpr int half = 150;
  constexpr double step = 0.1;
  Matrix theta(static_cast<std::size_t>((2 * half + 1) * (2 * half + 1)), 2);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    theta(i, 0) = step * (static_cast<int>(i) / (2 * half + 1) - half);
    theta(i, 1) = step * (static_cast<int>(i) % (2 * half + 1) - half);
  }
  std::vector<double> log_likelihood(theta.rows());
  std::vector<double> log_prior(theta.rows());
  model.log_likelihood(theta, x, log_likelihood);
  space.log_prob(theta, log_prior);
  GridAnswer answer;
  double total = 0;
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    const double weight = step * step * std::exp(log_likelihood[i] + log_prior[i]);
    total += weight;
    for (std::size_t a = 0; a < 2; ++a) {
      answer.mean[a] += weight * theta(i, a);
      for (std::size_t b = 0; b < 2; ++b) answer.covariance(a, b) += weight * theta(i, a) * theta(i, b);
    }
  }
  answer.log_evidence = std::log(total);
  for (double& mean : answer.mean) mean /= total;
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b) {
      answer.covariance(a, b) = answer.covariance(a, b) / total - answer.mean[a] * answer.mean[b];
    }
  }
  return answer;
}

TEST_CASE("linear_gaussian: evidence and posterior agree with brute-force quadrature", "[linear_gaussian]") {
  const std::string options = "{design: [[1, 0.5], [0.3, -1], [0.8, 0.2]], noise_sd: 0.7, offset: [0.1, -0.2, 0]}";
  const std::string parameters =
      GENERATE(as<std::string>{}, "{a: {prior: {normal: [0.5, 2]}}, b: {prior: {normal: [-1, 1]}}}",
               "{'a, b': {prior: {multivariate_normal: {mean: [0.5, -1], "
               "covariance: [[2, 0.6], [0.6, 1]]}}}}");
  CAPTURE(parameters);
  const LinearModel model = build({.simulator = "linear_gaussian", .options = options, .parameters = parameters});
  const ParameterSpace space = testing::parse_space(parameters);
  const std::vector<double> x{1.2, 0.4, -0.3};

  const GridAnswer grid = integrate(model, space, x);
  CHECK(model.log_evidence(space, x).value() == Approx(grid.log_evidence).margin(1e-9));
  const GaussianPosterior posterior = model.posterior(space, x).value();
  for (std::size_t a = 0; a < 2; ++a) {
    CHECK(posterior.mean[a] == Approx(grid.mean[a]).margin(1e-9));
    for (std::size_t b = 0; b < 2; ++b) {
      CHECK(posterior.covariance(a, b) == Approx(grid.covariance(a, b)).margin(1e-9));
    }
  }
}

TEST_CASE("linear_gaussian: repeated measurements of one number, by the textbook", "[linear_gaussian]") {
  const std::string parameters = "{mu: {prior: {normal: [1, 2]}}}";
  const LinearModel model =
      build({.simulator = "linear_gaussian", .options = "{observations: 4, noise_sd: 3}", .parameters = parameters});
  const std::vector<double> x{2, 5, -1, 4};
  const GaussianPosterior posterior = model.posterior(testing::parse_space(parameters), x).value();
  const double precision = 1 / 4.0 + 4 / 9.0;
  CHECK(posterior.covariance(0, 0) == Approx(1 / precision));
  CHECK(posterior.mean[0] == Approx((1 / 4.0 + 10 / 9.0) / precision));
}

TEST_CASE("linear_gaussian: a fixed parameter counts at its value", "[linear_gaussian]") {
  const std::string options = "{design: [[1, 2], [0, 1]]}";
  const std::string fixed = "{a: 3, b: {prior: {normal: [0, 1]}}}";
  const LinearModel both = build({.simulator = "linear_gaussian", .options = options, .parameters = fixed});
  const LinearModel one = build({.simulator = "linear_gaussian",
                                 .options = "{design: [[2], [1]], offset: [3, 0]}",
                                 .parameters = "{b: {prior: {normal: [0, 1]}}}"});
  const std::vector<double> x{0.3, 1};
  const ParameterSpace space = testing::parse_space("{b: {prior: {normal: [0, 1]}}}");
  const ParameterSpace with_fixed = testing::parse_space(fixed);
  CHECK(both.log_evidence(with_fixed, x).value() == Approx(one.log_evidence(space, x).value()).epsilon(1e-13));
  CHECK(both.posterior(with_fixed, x)->mean.size() == 1);
  CHECK(both.posterior(with_fixed, x)->mean[0] == Approx(one.posterior(space, x)->mean[0]).epsilon(1e-13));
}

TEST_CASE("linear_gaussian: with all parameters fixed the evidence is the likelihood", "[linear_gaussian]") {
  const LinearModel model = build({.simulator = "linear_gaussian", .parameters = "{a: 3, b: 1}"});
  const ParameterSpace space = testing::parse_space("{a: 3, b: 1}");
  const std::vector<double> x{2.5, 0};
  const double expected = -0.5 * (0.25 + 1) - std::log(2 * std::numbers::pi);
  CHECK(model.log_evidence(space, x).value() == Approx(expected).epsilon(1e-14));
  CHECK(model.posterior(space, x)->mean.empty());
}

TEST_CASE("linear_gaussian: other priors than normal ones have no closed form", "[linear_gaussian]") {
  const std::string parameters = "{a: {prior: {uniform: [0, 1]}}}";
  const LinearModel model = build({.simulator = "linear_gaussian", .parameters = parameters});
  const ParameterSpace space = testing::parse_space(parameters);
  CHECK_FALSE(model.log_evidence(space, std::vector{0.3}));
  CHECK_FALSE(model.posterior(space, std::vector{0.3}));
}

TEST_CASE("linear_gaussian: the likelihood is normalised over the data", "[linear_gaussian]") {
  const LinearModel model = build({.simulator = "linear_gaussian",
                                   .options = "{noise_sd: 0.3, offset: [0.5]}",
                                   .parameters = "{a: {prior: {normal: [0, 1]}}}"});
  const Matrix theta(1, 1, 0.7);
  double integral = 0;
  for (double x = -3; x < 5; x += 0.02) {
    double log_likelihood = 0;
    model.log_likelihood(theta, std::vector{x}, {&log_likelihood, 1});
    integral += 0.02 * std::exp(log_likelihood);
  }
  CHECK(integral == Approx(1).epsilon(1e-9));
}

TEST_CASE("linear_gaussian: derivatives of the likelihood, by central differences", "[linear_gaussian]") {
  const LinearModel model = build({.simulator = "linear_gaussian",
                                   .options = "{design: [[1, 0.5], [0.3, -1], [0.8, 0.2]], noise_sd: 0.7}",
                                   .parameters = "{a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}}"});
  const std::vector<double> x{1.2, -0.4, 0.9};
  Matrix theta(1, 2), gradient(1, 2);
  theta.values() = {0.3, -0.8};
  double value = 0;
  model.log_likelihood_gradient(theta, x, {&value, 1}, gradient);
  for (std::size_t j = 0; j < 2; ++j) {
    double sides[2] = {};
    for (const int side : {0, 1}) {
      Matrix moved = theta;
      moved(0, j) += side == 0 ? -1e-5 : 1e-5;
      model.log_likelihood(moved, x, {&sides[side], 1});
    }
    CHECK(gradient(0, j) == Approx((sides[1] - sides[0]) / 2e-5).epsilon(1e-7));
  }
}

TEST_CASE("linear_gaussian: simulations follow the evidence", "[linear_gaussian][statistical]") {
  const RequestText text{.simulator = "linear_gaussian",
                         .options = "{design: random, design_seed: 5, observations: 12, noise_sd: 0.5}",
                         .parameters = "{a: {prior: {normal: [1, 2]}}, b: {prior: {normal: [0, 1]}}, c: 2}"};
  const Model model = testing::make_model(text);
  constexpr std::size_t rows = 4000;
  const Simulations draws = draw_joint(model, Seed{21}, 0, rows);
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const double log_evidence = model.bundle.exact_evidence->log_evidence(model.space, draws.x.row(i)).value();
    sum += log_evidence;
    squares += log_evidence * log_evidence;
  }
  // x ~ N(m, S): ln Z = const - chi^2_12 / 2 has variance 12 / 2, whatever S. Sample variance of n: sd of a scaled
  // chi^2's variance is sqrt((kurtosis - 1) / n) = sqrt((2 + 12 / 12) / n) of it; 4.5 sd.
  const double variance = squares / rows - (sum / rows) * (sum / rows);
  CHECK(std::abs(variance / 6 - 1) < 4.5 * std::sqrt(3.0 / rows));
  // And its mean is minus the entropy, -(12 (1 + ln 2 pi) + ln det S) / 2, with ln det S from ln Z at x = m.
  std::vector<double> centre(12);
  Matrix theta(1, 3);
  theta(0, 0) = 1;
  theta(0, 2) = 2;
  const auto& linear = dynamic_cast<const LinearModel&>(model.simulator());
  for (std::size_t i = 0; i < 12; ++i) {
    for (std::size_t j = 0; j < 3; ++j) centre[i] += linear.terms().design(i, j) * theta(0, j);
  }
  const double at_centre = linear.log_evidence(model.space, centre).value();
  CHECK(std::abs(sum / rows - (at_centre - 6)) < 4.5 * std::sqrt(6.0 / rows));
}

TEST_CASE("linear_gaussian: designs", "[linear_gaussian]") {
  const std::string parameters = "{a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}}";
  const auto design = [&](const std::string& options) {
    return build({.simulator = "linear_gaussian", .options = options, .parameters = parameters}).terms().design;
  };
  CHECK(design("{observations: 3}").values() == std::vector<double>{1, 0, 0, 1, 1, 0});
  CHECK(design("{design: random, design_seed: 1}") == design("{design: random, design_seed: 1, observations: 2}"));
  CHECK(design("{design: random, design_seed: 1}").values() != design("{design: random, design_seed: 2}").values());
  for (const char* bad :
       {"{design: [[1], [2]]}", "{design: []}", "{design: randum}", "{design: [[1, 2]], observations: 2}",
        "{offset: [1]}", "{offset: [1, .nan]}", "{design: [[1, .inf]]}", "{noise_sd: 0}"}) {
    CAPTURE(bad);
    const RequestText text{.simulator = "linear_gaussian", .options = bad, .parameters = parameters};
    CHECK(testing::error_of(text).kind() == ErrorKind::config);
  }
}

TEST_CASE("normal_prior: mean and factor over the parameters as listed", "[linear_gaussian]") {
  const auto space = testing::parse_space(
      "{c: {prior: {normal: [7, 3]}}, fixed: 4, 'a, b': {prior: {multivariate_normal: {mean: [1, 2], "
      "covariance: [[4, 1], [1, 9]]}}}}");
  const NormalPrior prior = normal_prior(space).value();
  CHECK(prior.mean == std::vector<double>{7, 4, 1, 2});
  const double expected[4][4] = {{9, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 4, 1}, {0, 0, 1, 9}};
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      double covariance = 0;
      for (std::size_t k = 0; k < 3; ++k) covariance += prior.factor(i, k) * prior.factor(j, k);
      CHECK(covariance == Approx(expected[i][j]).margin(1e-13));
    }
  }
}

}  // namespace
}  // namespace inquest
