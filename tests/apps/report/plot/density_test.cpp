#include "apps/report/plot/density.hpp"

#include <cmath>
#include <numbers>

#include "apps/report/plot/contour.hpp"
#include "apps/report/plot/smoothing_kernel.hpp"
#include "core/base/random.hpp"
#include "tests/apps/report/polygon.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

double normal_density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi); }

// Standard deviation of the corrected estimate of a density f: its kernel is 2 K - K * K to leading order, with
// integral of the square 4 int K^2 - 4 int K (K*K) + int (K*K)^2 = (4/sqrt(2) - 4/sqrt(3) + 1/2) / sqrt(2 pi) = 0.4066.
double noise(double density, double draws, double width) { return std::sqrt(0.4066 * density / (draws * width)); }

// A density on fewer than 30 independent places: the largest of 30 normal deviations passes 4.5 with probability 2e-4.
constexpr double deviations = 4.5;

double mass_of(const DensityCurve& curve) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < curve.x.size(); ++i) {
    sum += (curve.x[i + 1] - curve.x[i]) * (curve.density[i] + curve.density[i + 1]) / 2;
  }
  return sum;
}

std::vector<double> draw(std::size_t count, std::uint64_t seed, double (*transform)(Random&)) {
  Random random(Seed{seed});
  std::vector<double> draws(count);
  for (double& value : draws) value = transform(random);
  return draws;
}

TEST_CASE("density: normal draws have the exact density, within noise") {
  const auto draws = draw(4000, 1, [](Random& random) { return random.normal(); });
  const double width = kernel_width(draws, 4000, 1);
  const DensityCurve curve = estimate_density({draws, {}});
  CHECK(mass_of(curve) == Approx(1).margin(0.004));  // 0.3% of the draws may lie beyond the grid
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (std::abs(curve.x[i]) > 2.5) continue;
    const double exact = normal_density(curve.x[i]);
    const double bias = std::pow(width, 4) / 2 * exact;  // -(h^4 / 4) f (f'' / f)''
    CHECK(std::abs(curve.density[i] - exact) < deviations * noise(exact, 4000, width) + 2 * bias);
  }
}

TEST_CASE("density: reflection keeps a half-normal density whole at its edge") {
  const auto draws = draw(4000, 2, [](Random& random) { return std::abs(random.normal()); });
  const double width = kernel_width(draws, 4000, 1);
  const DensityCurve curve = estimate_density({draws, {.lower = 0}});
  CHECK(curve.x.front() == 0);
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (curve.x[i] > 2.5) continue;
    const double exact = 2 * normal_density(curve.x[i]);
    const double mirrored = curve.x[i] < 2 * width ? std::sqrt(2.0) : 1;  // images of a draw come with it
    CHECK(std::abs(curve.density[i] - exact) < deviations * mirrored * noise(exact, 4000, width) + 0.02 * exact);
  }
}

TEST_CASE("density: an exponential density is not halved at its edge") {
  constexpr double n = 20000;
  const auto draws = draw(20000, 3, [](Random& random) { return -std::log(random.uniform()); });
  const double width = kernel_width(draws, n, 1);
  const DensityCurve curve = estimate_density({draws, {.lower = 0}});
  CHECK(mass_of(curve) == Approx(1).margin(0.004));
  // A reflected kernel sees the slope of -1 as a cusp: it loses sqrt(2 / pi) h, of which the correction gives back
  // some.
  const double spread = deviations * std::sqrt(2.0) * noise(1, n, width);
  CHECK(curve.density.front() > 1 - std::sqrt(2 / std::numbers::pi) * width - spread);
  CHECK(curve.density.front() < 1 + spread);
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (curve.x[i] < 3 * width || curve.x[i] > 4) continue;
    const double exact = std::exp(-curve.x[i]);
    CHECK(std::abs(curve.density[i] - exact) < deviations * noise(exact, n, width) + 0.05 * exact);
  }
}

TEST_CASE("density: uniform draws are flat between both ends of the support") {
  const auto draws = draw(4000, 4, [](Random& random) { return random.uniform(); });
  const DensityCurve curve = estimate_density({draws, {0, 1}});
  const double width = kernel_width(draws, 4000, 1);
  CHECK(curve.x.front() == 0);
  CHECK(curve.x.back() == Approx(1));
  for (const double density : curve.density) {
    CHECK(std::abs(density - 1) < deviations * std::sqrt(2.0) * noise(1, 4000, width));
  }
}

TEST_CASE("density: draws that are all alike, few, or far outliers are no problem") {
  const std::vector<double> alike(50, 70.0);
  CHECK(mass_of(estimate_density({alike, {}})) == Approx(1));
  const std::vector<double> one = {0};
  CHECK(mass_of(estimate_density({one, {0, 1}})) == Approx(1));
  CHECK(levels_enclosing(estimate_density({alike, {}}, {alike, {}}), std::vector{0.5}).front() > 0);

  auto draws = draw(4000, 5, [](Random& random) { return random.normal(); });
  draws[7] = 1e9;
  const DensityCurve curve = estimate_density({draws, {}});
  CHECK(curve.x.back() < 10);
  CHECK(mass_of(curve) == Approx(1).margin(0.004));
}

TEST_CASE("density: quantile agrees with order statistics") {
  const std::vector<double> draws = {5, 1, 4, 2, 3};
  CHECK(quantile(draws, 0) == 1);
  CHECK(quantile(draws, 0.5) == 3);
  CHECK(quantile(draws, 0.625) == Approx(3.5));
  CHECK(quantile(draws, 1) == 5);
}

TEST_CASE("density: levels of an exact Gaussian enclose their mass") {
  constexpr double sx = 2, sy = 0.3, rho = 0.6;
  constexpr std::size_t points = 201;
  const double determinant = sx * sy * std::sqrt(1 - rho * rho);
  DensityGrid grid{{}, {}, Matrix(points, points)};
  for (std::size_t i = 0; i < points; ++i) {
    grid.x.push_back(sx * (double(i) - 100) / 20);
    grid.y.push_back(sy * (double(i) - 100) / 20);
  }
  for (std::size_t i = 0; i < points; ++i) {
    for (std::size_t j = 0; j < points; ++j) {
      const double u = grid.x[i] / sx;
      const double v = grid.y[j] / sy;
      const double square = (u * u - 2 * rho * u * v + v * v) / (1 - rho * rho);
      grid.density(i, j) = std::exp(-0.5 * square) / (2 * std::numbers::pi * determinant);
    }
  }
  const std::vector<double> masses = {0.68, 0.95, 1.1};
  const std::vector<double> levels = levels_enclosing(grid, masses);
  // The region above f(0) (1 - p) holds p. A node stands for a mass of 4e-4 at most, and a level lies between nodes.
  const double peak = 1 / (2 * std::numbers::pi * determinant);
  CHECK(levels[0] == Approx(peak * 0.32).epsilon(0.01));
  CHECK(levels[1] == Approx(peak * 0.05).epsilon(0.02));
  CHECK(levels[2] == 0);
}

TEST_CASE("density: the 68% and 95% regions of correlated draws hold 68% and 95% of others") {
  constexpr std::size_t n = 4000;
  constexpr double rho = -0.85;
  const auto pair = [](Random& random) {
    const double a = random.normal();
    return Point{70 + 3 * a, 0.3 + 0.04 * (rho * a + std::sqrt(1 - rho * rho) * random.normal())};
  };
  Random random(Seed{6});
  std::vector<double> x, y;
  for (std::size_t i = 0; i < n; ++i) {
    const Point point = pair(random);
    x.push_back(point.x);
    y.push_back(point.y);
  }
  const DensityGrid grid = estimate_density({x, {50, 90}}, {y, {0, 1}});
  const std::vector<double> masses = {0.68, 0.95};
  const std::vector<double> levels = levels_enclosing(grid, masses);
  for (std::size_t k = 0; k < masses.size(); ++k) {
    const auto polygons = contours(grid, levels[k]);
    double inside = 0;
    for (std::size_t i = 0; i < n; ++i) inside += testing::encloses(polygons, pair(random)) ? 1 : 0;
    // The share of n other draws, and what n draws know of where the region ends: each a binomial deviation.
    const double sd = std::sqrt(2 * masses[k] * (1 - masses[k]) / n);
    CHECK(std::abs(inside / n - masses[k]) < 4 * sd);
  }
}

TEST_CASE("density: a corner of the support keeps its density in two dimensions") {
  constexpr double n = 20000;
  const auto half_normal = [](Random& random) { return std::abs(random.normal()); };
  const auto x = draw(20000, 7, half_normal);
  const auto y = draw(20000, 8, half_normal);
  const DensityGrid grid = estimate_density({x, {.lower = 0}}, {y, {.lower = 0}});
  const double exact = 4 * normal_density(0) * normal_density(0);
  // Noise as in one dimension: the integral of the square is (4/2 - 4/3 + 1/4)/(2 pi), four images in the corner.
  const double area = kernel_width(x, n, 2) * kernel_width(y, n, 2);
  const double sd = std::sqrt(4 * (4.0 / 2 - 4.0 / 3 + 1.0 / 4) / (2 * std::numbers::pi) * exact / (n * area));
  CHECK(std::abs(grid.density(0, 0) - exact) < 4 * sd + 0.04 * exact);
}

}  // namespace
}  // namespace inquest
