#include "core/sampling/nuts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/LU>

#include "core/infer/summary.hpp"
#include "core/sampling/mcmc.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

/// The target of a function that gives the log density at a row and fills its derivatives.
template <class OfRow>
McmcTarget target_of(std::size_t dimension, OfRow of_row) {
  return {[=](ConstMatrixView z, std::span<double> out) {
            std::vector<double> unused(z.cols());
            for (std::size_t i = 0; i < z.rows(); ++i) out[i] = of_row(z.row(i), unused);
          },
          dimension,
          {},
          [=](ConstMatrixView z, std::span<double> out, MatrixView gradient) {
            for (std::size_t i = 0; i < z.rows(); ++i) out[i] = of_row(z.row(i), gradient.row(i));
          }};
}

McmcDraws draw(const McmcTarget& target, std::size_t count = 10000, std::int64_t max_steps = 20000) {
  SilentReporter silent;
  return run_mcmc(target, {.sampler = "nuts", .max_steps = max_steps}, count, {5}, silent);
}

PosteriorSummary moments(const McmcDraws& draws) { return summarize({draws.z, draws.log_density, {}}); }

// Five standard errors of a mean with unit variance. Neighbours lie on opposite sides, so that all steps can know a
// mean better than as many independent draws; those that are given out cannot.
double five_errors(const McmcDraws& draws) {
  return 5 / std::sqrt(std::min(draws.report.convergence.bulk_ess, static_cast<double>(draws.z.rows())));
}

/// N(centre, covariance) of condition number 1e4 and strong correlations.
struct Normal {
  explicit Normal(Eigen::Index d) : covariance(d, d), centre(Eigen::VectorXd::LinSpaced(d, -1, 1)) {
    Eigen::MatrixXd root = Eigen::MatrixXd::Zero(d, d);
    for (Eigen::Index i = 0; i < d; ++i) {
      for (Eigen::Index j = 0; j <= i; ++j) root(i, j) = i == j ? 1.0 : 0.5 * std::cos(static_cast<double>(i + 2 * j));
      root.row(i) *= 0.01 * std::pow(50.0, static_cast<double>(i) / static_cast<double>(d - 1));
    }
    covariance = root * root.transpose();
    precision = covariance.inverse();
  }

  McmcTarget target() const {
    return target_of(static_cast<std::size_t>(centre.size()), [this](std::span<const double> z, std::span<double> g) {
      const Eigen::VectorXd r = Eigen::Map<const Eigen::VectorXd>(z.data(), centre.size()) - centre;
      Eigen::Map<Eigen::VectorXd> gradient(g.data(), centre.size());
      gradient = -(precision * r);
      return 0.5 * r.dot(gradient);
    });
  }

  Eigen::MatrixXd covariance, precision;
  Eigen::VectorXd centre;
};

void check_moments(const Normal& normal, const McmcDraws& draws) {
  const PosteriorSummary found = moments(draws);
  const double allowed = five_errors(draws);
  for (std::size_t i = 0; i < found.mean.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double sd = std::sqrt(normal.covariance(row, row));
    CHECK(std::abs(found.mean[i] - normal.centre(row)) < allowed * sd);
    CHECK(std::abs(found.std[i] / sd - 1) < allowed / std::sqrt(2));
    for (std::size_t j = 0; j < i; ++j) {
      const auto column = static_cast<Eigen::Index>(j);
      const double expected = normal.covariance(row, column) / (sd * std::sqrt(normal.covariance(column, column)));
      CHECK(std::abs(found.covariance(i, j) / (found.std[i] * found.std[j]) - expected) < allowed);
    }
  }
}

}  // namespace

// With n effective draws means scatter by sd / sqrt(n), standard deviations by sd / sqrt(2 n) and correlations by less
// than 1 / sqrt(n); five of each are allowed, for the smallest n that the chains report.
TEST_CASE("nuts: a correlated normal density of ten dimensions") {
  const Normal normal(10);
  const McmcDraws draws = draw(normal.target());
  CHECK(draws.report.warning().empty());
  CHECK(five_errors(draws) < 0.1);
  check_moments(normal, draws);
}

TEST_CASE("nuts: twenty-five dimensions in few gradients") {
  const Normal normal(25);
  const McmcDraws draws = draw(normal.target(), 20000);
  CHECK(draws.report.warning().empty());
  check_moments(normal, draws);
  CHECK(static_cast<double>(draws.report.evaluations) < 30 * draws.report.convergence.bulk_ess);
}

// z_1 ~ N(z_0^2, 0.3^2) under the prior: p(z_0) is exp(-z_0^2 / 2) N(z_0^2; 0, 1.09), an integral over a line.
TEST_CASE("nuts: a banana against quadrature") {
  const McmcDraws draws = draw(target_of(2, [](std::span<const double> z, std::span<double> g) {
    const double across = (z[1] - z[0] * z[0]) / 0.09;
    g[0] = -z[0] + 2 * z[0] * across;
    g[1] = -z[1] - across;
    return -0.5 * (z[0] * z[0] + z[1] * z[1] + 0.09 * across * across);
  }));
  CHECK(draws.report.convergence.r_hat < 1.01);
  double sum = 0, square = 0, fourth = 0;
  for (double t = -5; t <= 5; t += 1e-3) {
    const double weight = std::exp(-0.5 * (t * t + t * t * t * t / 1.09));
    sum += weight;
    square += weight * t * t;
    fourth += weight * t * t * t * t;
  }
  const double variance = square / sum;
  const double mean_1 = variance / 1.09;  // E[z_1 | z_0] = z_0^2 / 1.09
  const double variance_1 = fourth / sum / (1.09 * 1.09) - mean_1 * mean_1 + 0.09 / 1.09;
  const PosteriorSummary found = moments(draws);
  const double allowed = five_errors(draws);
  CHECK(std::abs(found.mean[0]) < allowed * std::sqrt(variance));
  CHECK(std::abs(found.std[0] / std::sqrt(variance) - 1) < allowed);
  CHECK(std::abs(found.mean[1] - mean_1) < allowed * std::sqrt(variance_1));
  CHECK(std::abs(found.std[1] / std::sqrt(variance_1) - 1) < allowed);
}

TEST_CASE("nuts: one parameter, the seed decides, and densities are the target's") {
  const McmcTarget target = target_of(1, [](std::span<const double> z, std::span<double> g) {
    g[0] = -(z[0] - 1) / 1e-4;
    return -0.5 * std::pow((z[0] - 1) / 0.01, 2);
  });
  const McmcDraws first = draw(target), again = draw(target);
  CHECK(first.z == again.z);
  CHECK(moments(first).std[0] == Approx(0.01).epsilon(five_errors(first) / std::sqrt(2)));
  std::vector<double> density(first.z.rows());
  target.log_density(first.z, density);
  CHECK(first.log_density == density);
}

// Neal's funnel: the neck is too narrow for any one step size.
TEST_CASE("nuts: divergences are counted and told") {
  const McmcDraws draws = draw(target_of(6,
                                         [](std::span<const double> z, std::span<double> g) {
                                           const double precision = std::exp(-6 * z[0]);
                                           double squares = 0;
                                           for (std::size_t j = 1; j < 6; ++j) {
                                             squares += z[j] * z[j];
                                             g[j] = -z[j] * precision;
                                           }
                                           g[0] = -z[0] + 3 * squares * precision - 15;
                                           return -0.5 * (z[0] * z[0] + squares * precision) - 15 * z[0];
                                         }),
                               1000, 1000);
  CHECK(draws.report.divergences > 0);
  CHECK_THAT(draws.report.warning(), Contains("trajectories diverged"));
}

TEST_CASE("nuts: a density without derivatives is an error that says what to do") {
  const Normal normal(2);
  McmcTarget target = normal.target();
  target.gradient = nullptr;
  const Error error = error_from([&] { draw(target); });
  CHECK(error.kind() == ErrorKind::config);
  CHECK_THAT(error.what(), Contains("use sampler: slice"));
}

// Dual averaging on an acceptance that falls with the step as exp(-size).
TEST_CASE("nuts: the step size settles where the acceptance is 0.8") {
  StepSize step(10);
  for (int i = 0; i < 500; ++i) step.update(std::exp(-step.trial()));
  CHECK(step.settled() == Approx(-std::log(0.8)).epsilon(0.05));
}
