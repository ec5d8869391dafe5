#include "simulators/benchmark/plane_ode.hpp"

#include <cmath>
#include <vector>

#include "simulators/benchmark/lotka_volterra.hpp"
#include "simulators/benchmark/sir.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

TEST_CASE("plane_ode: a pendulum swings as cosine and sine") {
  const auto points = solve({.derivative =
                                 [](const PlanePoint& p) {
                                   return PlanePoint{-p[1], p[0]};
                                 },
                             .start = {1, 0}},
                            0.7, 20);
  REQUIRE(points);
  for (std::size_t i = 0; i < 20; ++i) {
    const double t = 0.7 * static_cast<double>(i);
    CHECK((*points)[i][0] == Approx(std::cos(t)).margin(1e-6));
    CHECK((*points)[i][1] == Approx(std::sin(t)).margin(1e-6));
  }
}

TEST_CASE("plane_ode: no solution where it grows beyond all bounds") {
  // u' = u^2 from 1 is 1 / (1 - t).
  CHECK_FALSE(solve({.derivative =
                         [](const PlanePoint& p) {
                           return PlanePoint{p[0] * p[0], 0};
                         },
                     .start = {1, 0}},
                    0.75, 3));
  CHECK_FALSE(solve({.derivative =
                         [](const PlanePoint& p) {
                           return PlanePoint{800 * p[0], 0};
                         },
                     .start = {1, 0}},
                    1, 3));
}

// From an independent solver.
TEST_CASE("sir: infected at the parameters of the first observation", "[benchmark]") {
  const auto infected = sir_infected(0.61479264, 0.19172086);
  REQUIRE(infected);
  const std::vector<double> expected = {1,          1325.33942, 321078.92470, 46177.73890, 2994.15388,
                                        188.521153, 11.8488248, 0.744632771,  0.0467957,   0.00294083};
  for (std::size_t i = 0; i < 10; ++i) CHECK((*infected)[i] == Approx(expected[i]).epsilon(1e-5));
}

// Too few meet to matter: I = exp((beta - gamma) t).
TEST_CASE("sir: an epidemic below its threshold decays", "[benchmark]") {
  const auto infected = sir_infected(0.1, 0.3);
  REQUIRE(infected);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK((*infected)[i] == Approx(std::exp(-0.2 * 17 * static_cast<double>(i))).margin(1e-7));
  }
}

TEST_CASE("lotka_volterra: populations at the parameters of the first observation", "[benchmark]") {
  const auto populations =
      lotka_volterra_populations(std::vector<double>{0.6859157, 0.10761319, 0.88789904, 0.116794825});
  REQUIRE(populations);
  const std::vector<double> expected = {30,          1.22653886,  0.28616893,  0.74118670, 2.85845310,
                                        11.71877509, 37.44395171, 0.43992708,  0.34907963, 1.11028230,
                                        1,           26.81369467, 4.62617043,  0.80014022, 0.18145044,
                                        0.13102432,  8.01889043,  15.86078606, 2.65275221, 0.48026158};
  for (std::size_t i = 0; i < 20; ++i) CHECK((*populations)[i] == Approx(expected[i]).epsilon(1e-6));
}

// delta u - gamma ln u + beta v - alpha ln v does not change.
TEST_CASE("lotka_volterra: its constant of motion is constant", "[benchmark]") {
  const std::vector<double> theta = {1.1, 0.05, 0.8, 0.06};
  const auto populations = lotka_volterra_populations(theta);
  REQUIRE(populations);
  const auto constant = [&](std::size_t i) {
    const double prey = (*populations)[i];
    const double predators = (*populations)[10 + i];
    return theta[3] * prey - theta[2] * std::log(prey) + theta[1] * predators - theta[0] * std::log(predators);
  };
  for (std::size_t i = 1; i < 10; ++i) CHECK(constant(i) == Approx(constant(0)).epsilon(1e-6));
}

}  // namespace
}  // namespace inquest
