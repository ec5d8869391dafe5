#include "evidence/nested/refine/elliptical_mixture.hpp"

#include <cmath>
#include <numbers>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

// Rings of radius 1 and 0.5 around (-2, 0) and (2, 0), of width 0.05.
Matrix two_rings(std::size_t n, Seed seed) {
  Random random(seed);
  Matrix x(n, 2);
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * random.uniform();
    const double r = (i % 2 == 0 ? 1 : 0.5) + 0.05 * random.normal();
    x(i, 0) = (i % 2 == 0 ? -2 : 2) + r * std::cos(angle);
    x(i, 1) = r * std::sin(angle);
  }
  return x;
}

// The integral of the density, from draws spread evenly over a box.
double integral(const EllipticalMixture& mixture, double half_width, Seed seed) {
  Random random(seed);
  Matrix x(200000, 2);
  for (double& value : x.values()) value = half_width * (2 * random.uniform() - 1);
  std::vector<double> log_density(x.rows());
  mixture.log_density(x, log_density);
  double sum = 0;
  for (const double value : log_density) sum += std::exp(value);
  return 4 * half_width * half_width * sum / static_cast<double>(x.rows());
}

}  // namespace

TEST_CASE("a mixture fitted to rings takes their shape, integrates to one and draws what its density says",
          "[nested]") {
  const Matrix points = two_rings(2000, Seed{1});
  const EllipticalMixture mixture = fit_mixture(points, std::vector<double>(2000, 1.0), {{1, 2}}, Seed{2});
  REQUIRE(mixture.components().size() == 2);
  CHECK(!mixture.components()[0].radial.empty());
  CHECK(integral(mixture, 6, Seed{3}) == Approx(1).margin(0.05));

  // The mean of 1 / density over draws within a box is the box's area.
  Random random(Seed{4});
  Matrix draws(100000, 2);
  mixture.sample(random, draws);
  double inside = 0;
  for (std::size_t i = 0; i < draws.rows(); ++i) {
    const double r = std::hypot(draws(i, 0) + 2, draws(i, 1));
    inside += std::abs(r - 1) < 0.1;
  }
  CHECK(inside / 1e5 == Approx(0.5 * 0.954 * 0.9).margin(0.06));  // 90% of the mass keeps the law of the points
}

TEST_CASE("a component fitted to normal draws has their mean and covariance", "[nested]") {
  Random random(Seed{5});
  Matrix points(6000, 2);
  std::vector<double> weights(points.rows());
  for (std::size_t i = 0; i < points.rows(); ++i) {
    const double a = random.normal();
    points(i, 0) = 1 + 2 * a;
    points(i, 1) = -1 + a + 0.5 * random.normal();
    weights[i] = 2;
  }
  const EllipticalMixture mixture = fit_mixture(points, weights, {{1}, false}, Seed{6});
  const auto& component = mixture.components().at(0);
  CHECK(component.weight == Approx(1));
  CHECK(component.centre[0] == Approx(1).margin(4 * 2 / std::sqrt(6000)));
  CHECK(component.dof > 8);
  const double spread = std::sqrt(component.dof / (component.dof - 2));  // of Student's t over its scale
  CHECK(spread * component.lower(0, 0) == Approx(2).epsilon(0.06));
  CHECK(spread * component.lower(1, 0) == Approx(1).epsilon(0.06));
  CHECK(spread * component.lower(1, 1) == Approx(0.5).epsilon(0.06));
  CHECK(integral(mixture, 20, Seed{7}) == Approx(1).margin(0.05));
}

TEST_CASE("too few points for a mixture are an error", "[nested]") {
  const Matrix points(3, 5, 1.0);
  CHECK(std::string(error_from([&] { fit_mixture(points, std::vector<double>(3, 1.0), {}, Seed{1}); }).what())
            .find("too few points") != std::string::npos);
}
