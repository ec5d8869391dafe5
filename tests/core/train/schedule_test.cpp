#include "core/train/schedule.hpp"

#include <cmath>
#include <numbers>

#include "tests/support/catch.hpp"

using inquest::one_cycle;

TEST_CASE("one cycle rises linearly and falls along half a cosine") {
  // Middles of ten steps, the first two of which rise.
  CHECK(one_cycle(0, 10, 0.2) == Approx(0.25));
  CHECK(one_cycle(1, 10, 0.2) == Approx(0.75));
  CHECK(one_cycle(2, 10, 0.2) == Approx(0.5 * (1 + std::cos(std::numbers::pi / 16))));
  CHECK(one_cycle(9, 10, 0.2) == Approx(0.5 * (1 + std::cos(std::numbers::pi * 15 / 16))));
}

TEST_CASE("one cycle has mean one half, whatever rises") {
  const double warm_up = GENERATE(0.0, 0.05, 0.5, 0.9);
  double sum = 0;
  for (int step = 0; step < 10000; ++step) {
    const double factor = one_cycle(step, 10000, warm_up);
    CHECK((factor > 0 && factor <= 1));
    sum += factor;
  }
  CHECK(sum / 10000 == Approx(0.5).margin(1e-4));
}

TEST_CASE("one cycle takes its edges") {
  CHECK(one_cycle(0, 1, 0) == Approx(0.5));
  CHECK(one_cycle(0, 0, 0.5) == Approx(1));
  CHECK(one_cycle(100, 10, 0.2) == Approx(0).margin(1e-15));
}
