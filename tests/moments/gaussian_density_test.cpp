#include "moments/gaussian_density.hpp"

#include <cmath>
#include <limits>

#include "core/infer/summary.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

ParameterSpace space_of(const std::string& text) { return ParameterSpace::parse(ConfigNode::parse(text, "run.yaml")); }

Matrix covariance(double aa, double ab, double bb) {
  Matrix m(2, 2);
  m.values() = {aa, ab, ab, bb};
  return m;
}

}  // namespace

TEST_CASE("gaussian density: without edges it is the normal distribution") {
  const ParameterSpace space = space_of("{a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 9]}}}");
  const GaussianDensity density(space, {0.5, -2}, covariance(0.25, 0.3, 1));
  CHECK(density.share_inside() == Approx(1).epsilon(1e-9));
  Matrix theta(1, 2);
  theta.values() = {1, -1.5};
  double value = 0;
  density.log_prob(theta, {&value, 1});
  // r = (0.5, 0.5), det C = 0.16, r^T C^-1 r = (1 - 0.6 + 0.25) * 0.25 / 0.16
  CHECK(value == Approx(-std::log(2 * M_PI) - 0.5 * std::log(0.16) - 0.5 * 0.65 * 0.25 / 0.16));

  constexpr std::size_t n = 20000;
  const Draws draws = density.sample(n, {3});
  const PosteriorSummary found = summarize(draws);
  const double root = std::sqrt(static_cast<double>(n));
  CHECK(std::abs(found.mean[0] - 0.5) < 5 * 0.5 / root);
  CHECK(std::abs(found.mean[1] + 2) < 5 / root);
  CHECK(std::abs(found.covariance(0, 1) - 0.3) < 5 * std::sqrt(0.25 + 0.09) / root);
  CHECK(std::abs(found.covariance(1, 1) - 1) < 5 * std::sqrt(2.0) / root);
  CHECK(density.sample(n, {3}).theta == draws.theta);
  CHECK(density.sample(n, {4}).theta != draws.theta);
}

TEST_CASE("gaussian density: cut by the prior it integrates to one, and no draw leaves") {
  const ParameterSpace space = space_of("{a: {prior: {uniform: [0, 1]}}, b: {prior: {half_normal: 1}}}");
  const GaussianDensity density(space, {0.2, 0.3}, covariance(0.09, 0.09, 0.16));
  CHECK(density.normalised());
  CHECK(density.share_inside() < 0.8);
  constexpr std::size_t cells = 400;
  Matrix theta(cells * cells, 2);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    theta(i, 0) = (static_cast<double>(i % cells) + 0.5) / cells;
    theta(i, 1) = 4 * (static_cast<double>(i / cells) + 0.5) / cells;
  }
  std::vector<double> value(theta.rows());
  density.log_prob(theta, value);
  double sum = 0;
  for (const double one : value) sum += std::exp(one) * 4 / static_cast<double>(cells * cells);
  CHECK(sum == Approx(1).epsilon(2e-3));

  // E[1 / q] over draws of q is the area in which they lie: here the part of b < 1, by its share of the draws.
  const Draws draws = density.sample(20000, {5});
  double area = 0, squares = 0;
  for (std::size_t i = 0; i < draws.theta.rows(); ++i) {
    CHECK(space.contains(draws.theta.row(i)));
    if (draws.theta(i, 1) > 1) continue;
    area += std::exp(-draws.log_prob[i]) / 20000;
    squares += std::exp(-2 * draws.log_prob[i]) / 20000;
  }
  CHECK(std::abs(area - 1) < 5 * std::sqrt((squares - area * area) / 20000) + 2e-3);

  Matrix outside(2, 2);
  outside.values() = {1.1, 0.3, 0.2, -0.1};
  density.log_prob(outside, {value.data(), 2});
  CHECK(value[0] == -infinity);
  CHECK(value[1] == -infinity);
}

TEST_CASE("gaussian density: what cannot be drawn from says so") {
  const ParameterSpace space = space_of("{a: {prior: {uniform: [0, 1]}}, b: {prior: {uniform: [0, 1]}}}");
  const GaussianDensity far(space, {5, 0.5}, covariance(1, 0, 1));
  const Error error = error_from([&] { far.sample(1, {1}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("lie inside the prior"));
  CHECK_THAT(error_from([&] {
               GaussianDensity(space, {0, 0}, covariance(1, 2, 1));
             }).what(),
             Contains("not positive definite"));
}
