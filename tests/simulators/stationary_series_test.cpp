#include "simulators/stationary_series.hpp"

#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include "core/base/eigen_matrix.hpp"
#include "tests/simulators/requests.hpp"

namespace inquest {
namespace {

// "z1, z2": normal with the rows and columns of the first points of the covariance.
std::string first_points(const StationarySeriesOptions& options, std::size_t listed) {
  const Matrix covariance = stationary_covariance(options);
  std::string names, mean, rows;
  for (std::size_t i = 0; i < listed; ++i) {
    const std::string comma = i == 0 ? "" : ", ";
    names += concat(comma, "z", i + 1), mean += concat(comma, 0), rows += comma + "[";
    for (std::size_t j = 0; j < listed; ++j) rows += concat(j == 0 ? "" : ", ", covariance(i, j));
    rows += "]";
  }
  return concat("{\"", names, "\": {prior: {multivariate_normal: {mean: [", mean, "], covariance: [", rows, "]}}}}");
}

Model series(const StationarySeriesOptions& options, std::size_t listed) {
  return testing::make_model(
      {.simulator = "stationary_series",
       .options = concat("{points: ", options.points, ", ratio: ", options.ratio, ", noise: ", options.noise, "}"),
       .parameters = first_points(options, listed)});
}

}  // namespace

// Published with the problem: eigenvalues from 0.384 to 4.339, and a posterior variance of 0.08743 of each point.
TEST_CASE("stationary_series: the covariance is that of the paper") {
  const StationarySeriesOptions options;
  const Matrix covariance = stationary_covariance(options);
  const EigenMatrix c = as_eigen(covariance);
  const Eigen::VectorXd eigenvalues = Eigen::SelfAdjointEigenSolver<EigenMatrix>(c).eigenvalues();
  CHECK(eigenvalues.minCoeff() == Approx(0.384).epsilon(1e-3));
  CHECK(eigenvalues.maxCoeff() == Approx(4.339).epsilon(1e-3));
  const EigenMatrix unit = EigenMatrix::Identity(20, 20);
  const EigenMatrix posterior = (c.inverse() + unit / options.noise).inverse();
  for (Eigen::Index i = 0; i < 20; ++i) CHECK(posterior(i, i) == Approx(0.08743).epsilon(1e-4));
  for (std::size_t i = 0; i < 20; ++i) CHECK(covariance(i, i) == Approx(1));
}

TEST_CASE("stationary_series: the posterior of all points, and of two of them, is the same part of one") {
  const StationarySeriesOptions options{.points = 6, .ratio = 30, .noise = 0.4};
  const std::vector<double> x = {0.3, -1, 0.4, 2, 0.1, -0.7};
  const EigenMatrix c = as_eigen(stationary_covariance(options));
  const EigenMatrix gain = c * (c + options.noise * EigenMatrix::Identity(6, 6)).inverse();
  const Eigen::VectorXd mean = gain * Eigen::Map<const Eigen::VectorXd>(x.data(), 6);
  const EigenMatrix covariance = c - gain * c;
  const std::size_t listed = GENERATE(6, 2);
  const Model model = series(options, listed);
  const auto found =
      stationary_series_model(options, {.simulator = {}, .options = {}, .parameters = model.space.names(), .base = "."})
          .posterior(model.space, x);
  REQUIRE(found);
  for (std::size_t i = 0; i < listed; ++i) {
    CHECK(found->mean[i] == Approx(mean(static_cast<Eigen::Index>(i))).epsilon(1e-7));
    for (std::size_t j = 0; j < listed; ++j) {
      CHECK(found->covariance(i, j) ==
            Approx(covariance(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j))).margin(1e-9));
    }
  }
}

// Means of products of 40,000 draws have a standard error of at most sqrt(2) (1 + noise) / 200 = 0.01; of 36 of them
// none is beyond 4.5 standard errors but once in 4,000 times.
TEST_CASE("stationary_series: draws have the covariance of all points, listed or not", "[statistical]") {
  const StationarySeriesOptions options{.points = 6, .ratio = 30, .noise = 0.4};
  const Matrix covariance = stationary_covariance(options);
  const std::size_t listed = GENERATE(6, 2), rows = 40000;
  const Simulations draws = draw_joint(series(options, listed), Seed{4}, 0, rows);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j) {
      double sum = 0;
      for (std::size_t row = 0; row < rows; ++row) sum += draws.x(row, i) * draws.x(row, j);
      const double expected = covariance(i, j) + (i == j ? options.noise : 0);
      CHECK(std::abs(sum / static_cast<double>(rows) - expected) < 4.5 * 0.01);
    }
  }
}

TEST_CASE("stationary_series: names that are no point of the series are refused") {
  CHECK_THROWS_AS(testing::make_model({.simulator = "stationary_series",
                                       .options = "{points: 3}",
                                       .parameters = "{z4: {prior: {normal: [0, 1]}}}"}),
                  Error);
}

}  // namespace inquest
