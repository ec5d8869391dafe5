#include "core/diagnostics/far_number.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

Matrix normals(std::size_t rows, std::size_t cols) {
  Matrix values(rows, cols);
  Random(Seed{1}).normal(values.values());
  return values;
}

}  // namespace

TEST_CASE("far number: of 20 simulations one tells an offset that was forgotten") {
  Matrix simulated = normals(20, 3);
  for (std::size_t i = 0; i < 20; ++i) simulated(i, 1) += 1e6;
  Matrix x(2, 3);
  x(0, 1) = 1e6;
  const auto found = far_number(simulated, x);
  REQUIRE(found);
  CHECK(found->observation == 1);
  CHECK(found->number == 1);
  // The deviation of 20 normal numbers is known to 16%: five times that.
  CHECK(found->distance == Approx(1e6).epsilon(0.8));
  x(1, 1) = 1e6 + 5;
  CHECK_FALSE(far_number(simulated, x));
}

TEST_CASE("far number: a tail that goes on a little is none") {
  Matrix simulated(1000, 1);
  Random random(Seed{2});
  for (double& value : simulated.values()) value = std::exp(2 * random.normal());
  const double largest = std::ranges::max(simulated.values());
  Matrix x(1, 1);
  x(0, 0) = 1.5 * largest;
  CHECK_FALSE(far_number(simulated, x));
  x(0, 0) = 5 * largest;
  CHECK(far_number(simulated, x));
}

TEST_CASE("far number: where a simulation is as far, or nothing varies, it is none") {
  Matrix simulated = normals(1000, 2);
  Matrix x(1, 2);
  simulated(0, 0) = 1e6;  // 30 standard deviations of numbers with this one among them
  x(0, 0) = 0.99e6;
  CHECK_FALSE(far_number(simulated, x));
  for (std::size_t i = 0; i < 1000; ++i) simulated(i, 1) = 7;
  x(0, 1) = 8;
  CHECK_FALSE(far_number(simulated, x));
  x(0, 0) = -3e6;
  CHECK(far_number(simulated, x)->number == 0);
}
