#include "evidence/nested/explore/region.hpp"

#include <cmath>
#include <numbers>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

// Points spread evenly over a disc or ball around `centre`.
void fill_ball(Random& random, double centre, double radius, MatrixView u) {
  for (std::size_t i = 0; i < u.rows(); ++i) {
    double norm = 0;
    for (double& value : u.row(i)) {
      value = random.normal();
      norm += value * value;
    }
    const double scale = radius * std::pow(random.uniform(), 1.0 / static_cast<double>(u.cols())) / std::sqrt(norm);
    for (double& value : u.row(i)) value = centre + scale * value;
  }
}

double share_inside(const Region& region, ConstMatrixView u) {
  double inside = 0;
  for (std::size_t i = 0; i < u.rows(); ++i) {
    for (const Ellipsoid& ellipsoid : region.ellipsoids()) {
      if (ellipsoid.distance(u.row(i)) > 1) continue;
      inside += 1;
      break;
    }
  }
  return inside / static_cast<double>(u.rows());
}

}  // namespace

TEST_CASE("a bounding ellipsoid holds points that were left out of its fit", "[nested]") {
  Random random(Seed{1});
  for (const std::size_t d : {2, 5, 10}) {
    CAPTURE(d);
    Matrix u(400, d);
    fill_ball(random, 0.5, 0.2, u);
    Matrix others(20000, d);
    fill_ball(random, 0.5, 0.2, others);
    const double log_volume = log_ball_volume(d) + static_cast<double>(d) * std::log(0.2);
    const Region region = Region::around(u, log_volume, {.split = false});
    REQUIRE(region.ellipsoids().size() == 1);
    CHECK(share_inside(region, u) == 1);
    CHECK(share_inside(region, others) > 1 - 1.0 / 400);  // the promise of left-out points, before inflation
    CHECK(region.ellipsoids()[0].log_volume - log_volume < std::log(5.0));
  }
}

TEST_CASE("clusters far apart get ellipsoids of their own", "[nested]") {
  Random random(Seed{2});
  for (const std::size_t d : {2, 10}) {
    CAPTURE(d);
    Matrix u(400, d);
    fill_ball(random, 0.25, 0.04, u.view().rows(0, 200));
    fill_ball(random, 0.75, 0.04, u.view().rows(200, 200));
    const double log_volume = std::log(2) + log_ball_volume(d) + static_cast<double>(d) * std::log(0.04);
    const Region region = Region::around(u, log_volume, {});
    double volume = 0;
    for (const Ellipsoid& ellipsoid : region.ellipsoids()) volume += std::exp(ellipsoid.log_volume - log_volume);
    CHECK(region.ellipsoids().size() >= 2);
    CHECK(volume < 6);
    CHECK(share_inside(region, u) == 1);
  }
}

TEST_CASE("draws fill overlapping ellipsoids evenly", "[nested]") {
  // A ring is covered by many ellipsoids that overlap; draws in it must be spread evenly over its angle.
  Random random(Seed{3});
  Matrix u(500, 2);
  for (std::size_t i = 0; i < u.rows(); ++i) {
    const double angle = 2 * std::numbers::pi * random.uniform();
    const double r = std::sqrt(0.09 + 0.01 * random.uniform());
    u(i, 0) = 0.5 + r * std::cos(angle);
    u(i, 1) = 0.5 + r * std::sin(angle);
  }
  const Region region = Region::around(u, std::log(0.01 * std::numbers::pi), {});
  REQUIRE(region.ellipsoids().size() > 3);
  Matrix draws(40000, 2);
  region.draw(random, draws);
  double counts[8] = {};
  double total = 0;
  for (std::size_t i = 0; i < draws.rows(); ++i) {
    const double x = draws(i, 0) - 0.5;
    const double y = draws(i, 1) - 0.5;
    const double squared = x * x + y * y;
    if (squared < 0.09 || squared > 0.1) continue;
    const double turn = (std::atan2(y, x) + std::numbers::pi) / (2 * std::numbers::pi);
    counts[static_cast<std::size_t>(8 * turn) % 8] += 1;
    total += 1;
  }
  REQUIRE(total > 4000);
  double chi_squared = 0;
  for (const double count : counts) chi_squared += std::pow(count - total / 8, 2) / (total / 8);
  // 7 degrees of freedom, P(> 30) = 1e-4; what the ellipsoids do not cover would add to it.
  CHECK(chi_squared < 30);
}
