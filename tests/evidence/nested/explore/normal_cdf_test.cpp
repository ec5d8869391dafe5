#include "evidence/nested/explore/normal_cdf.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("many normal probabilities at once are those of erfc", "[nested]") {
  std::vector<double> z;
  for (double value = -36; value <= 36; value += 0.0173) z.push_back(value);
  std::vector<double> p(z.size());
  normal_cdf(z, p);
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double truth = 0.5 * std::erfc(-z[i] / std::numbers::sqrt2);
    CAPTURE(z[i]);
    // z^2 / 2 is rounded before it is an exponent.
    CHECK(std::abs(p[i] / truth - 1) < 4e-15 + 3e-16 * z[i] * z[i]);
  }
}

TEST_CASE("normal probabilities may replace their arguments, in any number", "[nested]") {
  for (std::size_t n = 0; n < 10; ++n) {
    std::vector<double> z(n, 1.0);
    normal_cdf(z, z);
    for (const double value : z) CHECK(value == Approx(0.8413447460685429).epsilon(1e-15));
  }
}
