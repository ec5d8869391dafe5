#include "flows/families/conditional_flow_fit.hpp"

#include <cmath>
#include <numbers>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {

// y = c^2 + 0.5 e: the entropy of y given c is ln (2 pi e / 4) / 2, which a linear regression misses by 0.8 nats. 4000
// rows know a mean log density to sqrt(1 / 2) / sqrt(1000) = 0.02 on 1000 others.
TEST_CASE("a conditional flow finds what a regression misses", "[statistical]") {
  Random random(Seed{1});
  Matrix c(5000, 1), y(5000, 1);
  for (std::size_t i = 0; i < 5000; ++i) {
    c(i, 0) = random.normal();
    y(i, 0) = c(i, 0) * c(i, 0) + 0.5 * random.normal();
  }
  SilentReporter silent;
  const ConditionalFit way = conditional_flow_fit({}, silent);
  const ConditionalLogDensity density = way.fit(y.view().rows(0, 4000), c.view().rows(0, 4000), Seed{1});
  REQUIRE(density);
  std::vector<double> found(1000);
  density(y.view().rows(4000, 1000), c.view().rows(4000, 1000), found);
  double mean = 0;
  for (const double value : found) mean += value / 1000;
  const double best = -0.5 * std::log(2 * std::numbers::pi * std::numbers::e * 0.25);
  CHECK(mean < best + 0.08);
  CHECK(mean > best - 0.15);
}

TEST_CASE("a conditional flow declines few rows, and rows on a plane") {
  SilentReporter silent;
  const ConditionalFit way = conditional_flow_fit({}, silent);
  CHECK_FALSE(way.fit(Matrix(50, 1, 1.0), Matrix(50, 1, 1.0), Seed{1}));
  Matrix y(200, 2), c(200, 0);
  for (std::size_t i = 0; i < 200; ++i) y(i, 0) = y(i, 1) = static_cast<double>(i);
  CHECK_FALSE(way.fit(y, c, Seed{1}));
}

}  // namespace inquest::testing
