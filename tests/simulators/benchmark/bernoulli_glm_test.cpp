#include "simulators/benchmark/bernoulli_glm.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Core>
#include <Eigen/LU>

#include "tests/simulators/benchmark/benchmark_model.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

TEST_CASE("bernoulli_glm: the design is that of the benchmark", "[benchmark]") {
  const Matrix design = glm_design();
  const auto is = [&](std::size_t t, std::vector<double> row) {
    for (std::size_t j = 0; j < 10; ++j) CHECK(design(t, j) == Approx(row[j]).epsilon(1e-7));
  };
  is(0, {1, 0.49671414, 0, 0, 0, 0, 0, 0, 0, 0});
  is(1, {1, -0.1382643, 0.49671414, 0, 0, 0, 0, 0, 0, 0});
  is(99,
     {1, -0.23458713, 0.005113457, 0.26105526, 0.2961203, -1.4635149, -0.39210814, -0.32766214, -0.70205307, 0.968645});
}

// Filters are smooth: precision F^T F with F = D^2 + diag(sqrt(i / 9)) and D the matrix of differences.
TEST_CASE("bernoulli_glm: the prior of the filter penalises second differences", "[benchmark]") {
  const ParameterSpace space = testing::benchmark_model("bernoulli_glm").space;
  Eigen::MatrixXd difference = Eigen::MatrixXd::Identity(9, 9);
  difference.diagonal(-1).setConstant(-1);
  Eigen::MatrixXd factor = difference * difference;
  for (int i = 0; i < 9; ++i) factor(i, i) += std::sqrt(i / 9.0);
  const Eigen::MatrixXd covariance = (factor.transpose() * factor).inverse();
  REQUIRE(space.groups().size() == 1);
  for (std::size_t i = 0; i < 9; ++i) {
    for (std::size_t j = 0; j < 9; ++j) {
      CHECK(space.groups()[0].covariance(i, j) ==
            Approx(covariance(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j))).margin(1e-10));
    }
  }
}

TEST_CASE("bernoulli_glm: both tasks see the same spikes and have the same likelihood", "[benchmark]") {
  const Model raw = testing::benchmark_model("bernoulli_glm_raw");
  const Model summary = testing::benchmark_model("bernoulli_glm");
  const Matrix design = glm_design();
  Simulations draws = draw_joint(raw, Seed{3}, 0, 5);
  Matrix x(5, 10);
  summary.simulator().simulate(draws.theta, draws.seeds, x, draws.status);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 10; ++j) {
      double sum = 0;
      for (std::size_t t = 0; t < 100; ++t) sum += design(t, j) * draws.x(i, t);
      CHECK(x(i, j) == Approx(sum).margin(1e-12));
    }
    std::vector<double> of_raw(5);
    std::vector<double> of_summary(5);
    raw.bundle.likelihood->log_likelihood(draws.theta, draws.x.row(i), of_raw);
    summary.bundle.likelihood->log_likelihood(draws.theta, x.row(i), of_summary);
    for (std::size_t k = 0; k < 5; ++k) CHECK(of_raw[k] == Approx(of_summary[k]));
  }
  const std::vector<double> half(100, 0.5);
  double log_likelihood = 0;
  raw.bundle.likelihood->log_likelihood(draws.theta.view().rows(0, 1), half, {&log_likelihood, 1});
  CHECK(log_likelihood == -std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace inquest
