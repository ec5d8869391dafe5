#include "core/sampling/mcmc.hpp"

#include <cmath>
#include <limits>

#include <Eigen/LU>

#include "core/infer/summary.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

template <class LogDensityOfRow>
LogDensity by_row(LogDensityOfRow log_density) {
  return [=](ConstMatrixView z, std::span<double> out) {
    for (std::size_t i = 0; i < z.rows(); ++i) out[i] = log_density(z.row(i));
  };
}

McmcDraws draw(const McmcTarget& target, std::size_t count = 10000, McmcOptions options = {}) {
  SilentReporter silent;
  return run_mcmc(target, options, count, {5}, silent);
}

PosteriorSummary moments(const McmcDraws& draws) { return summarize({draws.z, draws.log_density, {}}); }

// A mixture of spheres of standard deviation `sd`, at `centres` (one row each) with `weights`.
LogDensity mixture(const Matrix& centres, const std::vector<double>& weights, double sd) {
  return by_row([=](std::span<const double> z) {
    double sum = 0;
    for (std::size_t k = 0; k < centres.rows(); ++k) {
      double squares = 0;
      for (std::size_t j = 0; j < z.size(); ++j) squares += std::pow((z[j] - centres(k, j)) / sd, 2);
      sum += weights[k] * std::exp(-0.5 * squares);
    }
    return std::log(sum);
  });
}

std::vector<double> shares(const Matrix& z, const Matrix& centres) {
  std::vector<double> result(centres.rows(), 0.0);
  for (std::size_t i = 0; i < z.rows(); ++i) {
    std::size_t nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < centres.rows(); ++k) {
      double squares = 0;
      for (std::size_t j = 0; j < z.cols(); ++j) squares += std::pow(z(i, j) - centres(k, j), 2);
      if (squares < least) std::tie(least, nearest) = std::pair(squares, k);
    }
    result[nearest] += 1 / static_cast<double>(z.rows());
  }
  return result;
}

// Five standard errors of a mean with unit variance.
double five_errors(const McmcDraws& draws) { return 5 / std::sqrt(draws.report.convergence.bulk_ess); }

}  // namespace

// With n effective draws means scatter by sd / sqrt(n), standard deviations by sd / sqrt(2 n) and correlations by less
// than 1 / sqrt(n); five of each are allowed, for the smallest n that the chains report.
TEST_CASE("mcmc: a correlated normal density of ten dimensions") {
  constexpr Eigen::Index d = 10;
  Eigen::MatrixXd root = Eigen::MatrixXd::Zero(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) root(i, j) = i == j ? 1.0 : 0.9 * std::cos(static_cast<double>(i + 2 * j));
    root.row(i) *= 0.02 * std::pow(1.4, static_cast<double>(i));
  }
  const Eigen::MatrixXd covariance = root * root.transpose();
  const Eigen::VectorXd centre = Eigen::VectorXd::LinSpaced(d, -1, 1);
  const Eigen::MatrixXd precision = covariance.inverse();
  const McmcDraws draws = draw({by_row([&](std::span<const double> z) {
                                  const Eigen::VectorXd r = Eigen::Map<const Eigen::VectorXd>(z.data(), d) - centre;
                                  return -0.5 * r.dot(precision * r);
                                }),
                                d});
  CHECK(draws.report.warning().empty());
  const PosteriorSummary found = moments(draws);
  const double allowed = five_errors(draws);
  CHECK(allowed < 0.25);
  for (std::size_t i = 0; i < d; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double sd = std::sqrt(covariance(row, row));
    CHECK(std::abs(found.mean[i] - centre(row)) < allowed * sd);
    CHECK(std::abs(found.std[i] / sd - 1) < allowed / std::sqrt(2));
    for (std::size_t j = 0; j < i; ++j) {
      const auto column = static_cast<Eigen::Index>(j);
      const double expected = covariance(row, column) / (sd * std::sqrt(covariance(column, column)));
      CHECK(std::abs(found.covariance(i, j) / (found.std[i] * found.std[j]) - expected) < allowed);
    }
  }
}

// z_1 ~ N(z_0^2, 0.1^2) under the prior: p(z_0) is exp(-z_0^2 / 2) N(z_0^2; 0, 1.01), an integral over a line.
TEST_CASE("mcmc: a thin banana against quadrature") {
  const McmcDraws draws = draw({by_row([](std::span<const double> z) {
                                  const double across = (z[1] - z[0] * z[0]) / 0.1;
                                  return -0.5 * (z[0] * z[0] + z[1] * z[1] + across * across);
                                }),
                                2});
  CHECK(draws.report.warning().empty());
  double sum = 0, square = 0, fourth = 0;
  for (double t = -4; t <= 4; t += 1e-3) {
    const double weight = std::exp(-0.5 * (t * t + t * t * t * t / 1.01));
    sum += weight;
    square += weight * t * t;
    fourth += weight * t * t * t * t;
  }
  const double variance = square / sum;
  const double mean_1 = variance / 1.01;  // E[z_1 | z_0] = z_0^2 / 1.01
  const double variance_1 = fourth / sum / (1.01 * 1.01) - mean_1 * mean_1 + 0.01 / 1.01;
  const PosteriorSummary found = moments(draws);
  const double allowed = five_errors(draws);
  CHECK(std::abs(found.mean[0]) < allowed * std::sqrt(variance));
  CHECK(std::abs(found.std[0] / std::sqrt(variance) - 1) < allowed);
  CHECK(std::abs(found.mean[1] - mean_1) < allowed * std::sqrt(variance_1));
  CHECK(std::abs(found.std[1] / std::sqrt(variance_1) - 1) < allowed);
}

// The share of a mode is the mean of an indicator, of standard deviation at most 0.5.
TEST_CASE("mcmc: chains jump between modes and weigh them") {
  Matrix two(2, 5);
  for (std::size_t j = 0; j < 5; ++j) two(0, j) = -(two(1, j) = 1.2);
  const McmcDraws pair = draw({mixture(two, {0.25, 0.75}, 0.25), 5});
  CHECK(pair.report.warning().empty());
  CHECK(std::abs(shares(pair.z, two)[0] - 0.25) < 0.5 * five_errors(pair));

  Matrix four(4, 5);
  for (std::size_t k = 0; k < 4; ++k) {
    four(k, 0) = k < 2 ? 1.5 : -1.5;
    four(k, 1) = k % 2 == 0 ? 1.5 : -1.5;
  }
  const std::vector<double> weights = {0.1, 0.2, 0.3, 0.4};
  const McmcDraws draws = draw({mixture(four, weights, 0.3), 5});
  CHECK(draws.report.warning().empty());
  const std::vector<double> found = shares(draws.z, four);
  for (std::size_t k = 0; k < 4; ++k) CHECK(std::abs(found[k] - weights[k]) < 0.5 * five_errors(draws));
}

// A standard normal cut to z_0 > 1: its mean is phi(1) / (1 - Phi(1)).
TEST_CASE("mcmc: a density that vanishes beyond an edge") {
  const McmcDraws draws = draw({by_row([](std::span<const double> z) {
                                  if (z[0] <= 1) return -std::numeric_limits<double>::infinity();
                                  return -0.5 * (z[0] * z[0] + z[1] * z[1]);
                                }),
                                2});
  CHECK(draws.report.warning().empty());
  for (std::size_t i = 0; i < draws.z.rows(); ++i) REQUIRE(draws.z(i, 0) > 1);
  CHECK(std::abs(moments(draws).mean[0] - 1.525135) < 0.446 * five_errors(draws));
}

TEST_CASE("mcmc: one parameter, and as many draws as asked for") {
  const McmcTarget target{by_row([](std::span<const double> z) { return -0.5 * std::pow((z[0] - 1) / 0.01, 2); }), 1};
  const McmcDraws draws = draw(target, 20001);
  CHECK(draws.z.rows() == 20001);
  CHECK(draws.report.warning().empty());
  CHECK(moments(draws).std[0] == Approx(0.01).epsilon(5 / std::sqrt(2 * draws.report.convergence.bulk_ess)));
  CHECK(draw(target, 3).z.rows() == 3);
}

TEST_CASE("mcmc: the seed decides the draws, and their densities are the target's") {
  const McmcTarget target{by_row([](std::span<const double> z) { return -0.5 * (z[0] * z[0] + z[1] * z[1]); }), 2};
  const McmcDraws first = draw(target, 500), again = draw(target, 500);
  CHECK(first.z == again.z);
  std::vector<double> density(500);
  target.log_density(first.z, density);
  CHECK(first.log_density == density);
}

// In twenty dimensions hardly any jump lands in the other mode.
TEST_CASE("mcmc: chains that do not agree are reported") {
  Matrix far(2, 20);
  for (std::size_t j = 0; j < 20; ++j) far(0, j) = -(far(1, j) = 1);
  const McmcTarget target{mixture(far, {0.5, 0.5}, 0.1), 20, far};
  const McmcDraws draws = draw(target, 1000, {.max_steps = 500});
  CHECK(draws.report.convergence.r_hat > 1.1);
  CHECK_THAT(draws.report.warning(), Contains("the chains have not converged after") && Contains("raise max_steps"));
}

TEST_CASE("mcmc: supplied starts are taken where the prior's draws miss the support, and none is an error") {
  const LogDensity narrow = by_row([](std::span<const double> z) {
    const bool inside = std::abs(z[0] - 6) < 0.01;
    return inside ? 0.0 : -std::numeric_limits<double>::infinity();
  });
  CHECK_THROWS_WITH(draw({narrow, 1}), Contains("the likelihood vanishes at all but 0 of 200000 draws"));
  Matrix starts(100, 1);
  for (std::size_t i = 0; i < 100; ++i) starts(i, 0) = 6 + 1e-4 * static_cast<double>(i % 50);
  const McmcDraws draws = draw({narrow, 1, starts});
  CHECK(draws.report.warning().empty());
  CHECK(moments(draws).std[0] == Approx(0.02 / std::sqrt(12)).epsilon(five_errors(draws)));
}

TEST_CASE("mcmc: a density that is not a number stops with the place") {
  const McmcTarget target{by_row([](std::span<const double> z) {
                            return z[0] > 2 ? std::numeric_limits<double>::quiet_NaN() : -0.5 * z[0] * z[0];
                          }),
                          1};
  const Error error = error_from([&] { draw(target); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("the log density at z = (2.") && Contains("is nan"));
}
