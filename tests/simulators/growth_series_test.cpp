#include "simulators/growth_series.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include "core/model/model_symmetry.hpp"
#include "tests/simulators/requests.hpp"

namespace inquest {
namespace {

const std::string growing = "{growth: {prior: {normal: [0, 1]}}}";
const std::string constant = "{growth: 0}";

Model series(int points, const std::string& parameters) {
  return testing::make_model(
      {.simulator = "growth_series", .options = "{points: " + std::to_string(points) + "}", .parameters = parameters});
}

// The definition once more, written down independently in dense matrices.
struct Dense {
  Eigen::MatrixXd design;
  Eigen::VectorXd sd;

  explicit Dense(int n) : design(n, n) {
    const Eigen::VectorXd t = Eigen::VectorXd::LinSpaced(n, 0, std::numbers::pi / 2);
    design.col(0) = 2 * t;
    for (int j = 1; j < n; ++j) design.col(j) = ((j - 0.5) * t).array().cos();
    sd = std::sqrt(0.01 * n) * Eigen::VectorXd::LinSpaced(n, 2.5, 4).array().square();
  }

  // Covariance of the data with amplitudes [first, n) of variance 1.
  Eigen::MatrixXd covariance(int first) const {
    const Eigen::MatrixXd varied = design.rightCols(design.cols() - first);
    Eigen::MatrixXd result = varied * varied.transpose();
    result.diagonal() += sd.cwiseAbs2();
    return result;
  }
};

double log_normal_density(const Eigen::VectorXd& x, const Eigen::MatrixXd& covariance) {
  const Eigen::FullPivLU<Eigen::MatrixXd> factor(covariance);
  return -0.5 * (x.dot(factor.solve(x)) + std::log(factor.determinant()) +
                 static_cast<double>(x.size()) * std::log(2 * std::numbers::pi));
}

double log_k(const Model& model_1, const Model& model_0, std::span<const double> x) {
  return model_1.bundle.exact_evidence->log_evidence(model_1.space, x).value() -
         model_0.bundle.exact_evidence->log_evidence(model_0.space, x).value();
}

TEST_CASE("growth_series: evidences are the dense Gaussian densities", "[growth_series]") {
  const Dense dense(10);
  const Model model_1 = series(10, growing);
  const Model model_0 = series(10, constant);
  const Simulations draws = draw_joint(model_1, Seed{4}, 0, 20);
  for (std::size_t i = 0; i < 20; ++i) {
    const auto row = draws.x.row(i);
    const Eigen::VectorXd x = Eigen::Map<const Eigen::VectorXd>(row.data(), 10);
    CHECK(model_1.bundle.exact_evidence->log_evidence(model_1.space, row).value() ==
          Approx(log_normal_density(x, dense.covariance(0))).margin(1e-9));
    CHECK(model_0.bundle.exact_evidence->log_evidence(model_0.space, row).value() ==
          Approx(log_normal_density(x, dense.covariance(1))).margin(1e-9));
  }
}

// ln K = z^2 s / (2 (1 + s)) - ln(1 + s) / 2 with s = a^T S0^-1 a; published structure of the problem.
TEST_CASE("growth_series: one linear projection decides, with the known separation", "[growth_series]") {
  const auto [points, separation] =
      GENERATE(table<int, double>({{5, 1.404}, {10, 1.310}, {20, 1.265}, {50, 1.241}, {100, 1.233}}));
  CAPTURE(points);
  const Model model_1 = series(points, growing);
  const Model model_0 = series(points, constant);
  const std::vector<double> nothing(static_cast<std::size_t>(points));
  const double s = std::expm1(-2 * log_k(model_1, model_0, nothing));  // at z = 0
  CHECK(s == Approx(separation).margin(6e-4));

  const Dense dense(points);
  const Eigen::VectorXd growth = dense.design.col(0);
  const Eigen::VectorXd projection = dense.covariance(1).ldlt().solve(growth) / std::sqrt(s);
  const Simulations draws = draw_joint(model_1, Seed{8}, 0, 5);
  for (std::size_t i = 0; i < 5; ++i) {
    const double z = projection.dot(Eigen::Map<const Eigen::VectorXd>(draws.x.row(i).data(), points));
    const double expected = 0.5 * z * z * s / (1 + s) - 0.5 * std::log1p(s);
    CHECK(log_k(model_1, model_0, draws.x.row(i)) == Approx(expected).margin(1e-8));
  }
}

// The exponential loss at its optimum is the Bhattacharyya coefficient, and its second moment is 1.
TEST_CASE("growth_series: the optimal exponential loss of its exact ln K", "[growth_series][statistical]") {
  const Model model_1 = series(20, growing);
  const Model model_0 = series(20, constant);
  constexpr std::size_t rows = 20000;
  const Simulations draws_1 = draw_joint(model_1, Seed{5}, 0, rows);
  const Simulations draws_0 = draw_joint(model_0, Seed{6}, 0, rows);
  double loss = 0;
  double second_moment = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const double loss_1 = std::exp(-0.5 * log_k(model_1, model_0, draws_1.x.row(i)));
    const double loss_0 = std::exp(0.5 * log_k(model_1, model_0, draws_0.x.row(i)));
    loss += (loss_1 + loss_0) / (2 * rows);
    second_moment += (loss_1 * loss_1 + loss_0 * loss_0) / (2 * rows);
  }
  // The loss has variance 1 - BC^2 = 0.078, so a mean over 40,000 has the sd 0.0014 (0.0014 or less, as strata are
  // equal); the square of the loss has heavier tails, with K under M0 of infinite variance as s > 1: 4.5 and 40 sd.
  CHECK(loss == Approx(0.96014).margin(4.5 * 0.0014));
  CHECK(second_moment == Approx(1).margin(0.1));
}

TEST_CASE("growth_series: an amplitude counts the same listed or as a nuisance", "[growth_series]") {
  const Model listed = series(6,
                              "{a3: {prior: {normal: [0, 1]}}, growth: {prior: {normal: [0, 1]}}, "
                              "a1: {prior: {normal: [0, 1]}}}");
  const Model nuisance = series(6, growing);
  const std::vector<double> x{1, -2, 3, 0.5, -7, 12};
  CHECK(listed.bundle.exact_evidence->log_evidence(listed.space, x).value() ==
        Approx(nuisance.bundle.exact_evidence->log_evidence(nuisance.space, x).value()).epsilon(1e-12));
}

TEST_CASE("growth_series: simulations have the covariance of the likelihood", "[growth_series][statistical]") {
  const Model model = series(5, "{growth: 1.5, a2: {prior: {normal: [-3, 1e-9]}}}");
  constexpr std::size_t rows = 20000;
  const Simulations draws = draw_joint(model, Seed{9}, 0, rows);
  const Dense dense(5);
  const Eigen::VectorXd mean = 1.5 * dense.design.col(0) - 3 * dense.design.col(2);
  const Eigen::MatrixXd covariance =
      dense.covariance(1) - dense.design.col(2) * dense.design.col(2).transpose();  // of the nuisances and the noise
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(5);
  Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(5, 5);
  for (std::size_t i = 0; i < rows; ++i) {
    const Eigen::VectorXd residual = Eigen::Map<const Eigen::VectorXd>(draws.x.row(i).data(), 5) - mean;
    const Eigen::VectorXd white = factor.matrixL().solve(residual);
    sum += white / rows;
    squares += white * white.transpose() / rows;
  }
  // Whitened, means are N(0, 1/n), variances 1 +- sqrt(2/n), covariances 0 +- sqrt(1/n); 4.5 sd on 20 numbers.
  const double unit = 4.5 / std::sqrt(rows);
  CHECK(sum.cwiseAbs().maxCoeff() < unit);
  squares.diagonal().array() -= 1;
  CHECK(squares.cwiseAbs().maxCoeff() < std::sqrt(2) * unit);
}

TEST_CASE("growth_series: symmetric under a change of sign while its priors are", "[growth_series]") {
  CHECK(symmetry_of(series(5, growing)).sign);
  CHECK(symmetry_of(series(5, constant)).sign);
  CHECK(symmetry_of(series(5, "{growth: {prior: {uniform: [-2, 2]}}}")).sign);
  CHECK_FALSE(symmetry_of(series(5, "{growth: 1}")).sign);
  CHECK_FALSE(symmetry_of(series(5, "{growth: {prior: {normal: [0.1, 1]}}}")).sign);
  CHECK_FALSE(symmetry_of(series(5, "{growth: {prior: {uniform: [0, 2]}}}")).sign);
  CHECK_FALSE(symmetry_of(testing::make_model({.simulator = "linear_gaussian", .parameters = growing})).sign);
}

TEST_CASE("growth_series: parameters that it does not have", "[growth_series]") {
  const auto message = [](const std::string& parameters) {
    const Error error =
        testing::error_of({.simulator = "growth_series", .options = "{points: 20}", .parameters = parameters});
    CHECK(error.kind() == ErrorKind::config);
    return std::string(error.what());
  };
  using Catch::Contains;
  CHECK_THAT(message("{a1: {prior: {normal: [0, 1]}}}"), Contains("growth is missing"));
  CHECK_THAT(message("{growth: 0, a20: {prior: {normal: [0, 1]}}}"),
             Contains("a20") && Contains("growth, a1, a2, ..., a19"));
  CHECK_THAT(message("{growht: {prior: {normal: [0, 1]}}}"), Contains("did you mean growth?"));
}

}  // namespace
}  // namespace inquest
