#include "core/parameters/coordinates.hpp"

#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

ParameterSpace space() {
  return ParameterSpace::parse(ConfigNode::parse(
      "{phase: {prior: {uniform: [0, 360]}, periodic: true}, rate: {prior: {log_uniform: [0.1, 10]}}, "
      "b: {prior: {beta: [2, 3]}}, s: {prior: {gamma: {shape: 2, rate: 1}}}, fixed: 3, "
      "'x, y': {prior: {multivariate_normal: {mean: [1, 2], covariance: [[1, 0.5], [0.5, 2]]}}}}",
      "run.yaml"));
}

Coordinates charts(const std::string& name) {
  if (name == "circles") return circles_and_normals(space());
  if (name == "unit") return flat_where_bounded(space(), Chart::unit);
  return name == "centred" ? flat_where_bounded(space(), Chart::centred) : unit_where_flat(space());
}

Matrix draws(std::size_t n) {
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < n; ++i) seeds.push_back(Seed{5}.child(i));
  Matrix theta(n, space().dimension());
  space().sample(seeds, theta);
  return theta;
}

}  // namespace

TEST_CASE("coordinates: which chart a parameter has") {
  using enum Chart;
  const auto all = [](const std::string& name) {
    std::vector<Chart> found;
    for (std::size_t j = 0; j < 6; ++j) found.push_back(charts(name).chart(j));
    return found;
  };
  CHECK((all("circles") == std::vector{angle, normal, normal, normal, normal, normal}));
  CHECK((all("unit") == std::vector{unit, unit, unit, normal, normal, normal}));
  CHECK((all("centred") == std::vector{centred, centred, centred, normal, normal, normal}));
  CHECK((all("flat") == std::vector{unit, unit, normal, normal, normal, normal}));
  CHECK(charts("circles").circular() == std::vector<std::int64_t>{0});
}

TEST_CASE("coordinates: there and back, and by the unconstrained space") {
  const std::string name = GENERATE("circles", "unit", "centred", "flat");
  CAPTURE(name);
  const Coordinates coordinates = charts(name);
  const Matrix theta = draws(200);
  Matrix c(200, 6), z(200, 6), again(200, 6), by_z(200, 6);
  coordinates.from_parameters(theta, c);
  coordinates.to_parameters(c, again);
  space().to_unconstrained(theta, z);
  coordinates.from_unconstrained(z, by_z);
  for (std::size_t k = 0; k < theta.values().size(); ++k) {
    CHECK(again.values()[k] == Approx(theta.values()[k]).epsilon(1e-9));
    CHECK(by_z.values()[k] == Approx(c.values()[k]).epsilon(1e-9).margin(1e-9));
  }
  coordinates.to_unconstrained(c, by_z);
  for (std::size_t k = 0; k < z.values().size(); ++k) CHECK(by_z.values()[k] == Approx(z.values()[k]).margin(1e-6));
}

// p(c) = p(theta) |d theta / d c|
TEST_CASE("coordinates: determinants turn the prior in theta into the prior in the charts") {
  const std::string name = GENERATE("circles", "unit", "centred", "flat");
  CAPTURE(name);
  const Coordinates coordinates = charts(name);
  const Matrix theta = draws(200);
  Matrix c(200, 6);
  coordinates.from_parameters(theta, c);
  std::vector<double> in_theta(200), in_charts(200), log_det(200);
  space().log_prob(theta, in_theta);
  coordinates.log_prior(c, in_charts);
  coordinates.log_abs_det(c, theta, log_det);
  for (std::size_t i = 0; i < 200; ++i) CHECK(in_charts[i] == Approx(in_theta[i] + log_det[i]).margin(1e-9));
}

TEST_CASE("coordinates: gradients are those of finite differences") {
  const std::string name = GENERATE("circles", "unit", "centred", "flat");
  CAPTURE(name);
  const Coordinates coordinates = charts(name);
  const std::vector<double> slope{0.3, -1, 2, 0.7, -0.4, 1.1};  // of f = slope . c
  const Matrix theta = draws(5);
  Matrix gradient(5, 6);
  for (std::size_t i = 0; i < 5; ++i) std::ranges::copy(slope, gradient.row(i).begin());
  coordinates.gradient_by_parameters(theta, gradient);
  for (std::size_t j = 0; j < 6; ++j) {
    Matrix above = theta, below = theta, c_above(5, 6), c_below(5, 6);
    for (std::size_t i = 0; i < 5; ++i) {
      above(i, j) *= 1 + 1e-6;
      below(i, j) *= 1 - 1e-6;
    }
    coordinates.from_parameters(above, c_above);
    coordinates.from_parameters(below, c_below);
    for (std::size_t i = 0; i < 5; ++i) {
      double difference = 0;
      for (std::size_t k = 0; k < 6; ++k) difference += slope[k] * (c_above(i, k) - c_below(i, k));
      CHECK(gradient(i, j) == Approx(difference / (above(i, j) - below(i, j))).epsilon(1e-4).margin(1e-8));
    }
  }
}

TEST_CASE("coordinates: the ends of a flat chart have no prior, and an angle may turn") {
  Matrix c(3, 6);
  c(0, 0) = 1;
  c(0, 1) = c(1, 1) = c(2, 1) = 0.5;
  c(1, 0) = 0;
  c(2, 0) = 0.5;
  std::vector<double> log_prior(3);
  charts("flat").log_prior(c, log_prior);
  CHECK(log_prior[0] == -infinity);
  CHECK(log_prior[1] == -infinity);
  CHECK(std::isfinite(log_prior[2]));
  Matrix turned(2, 6), theta(2, 6);
  turned(0, 0) = 1;
  turned(1, 0) = 1 + 4 * M_PI;
  charts("circles").to_parameters(turned, theta);
  CHECK(theta(0, 0) == Approx(theta(1, 0)));
}
