#include "core/diagnostics/uniformity.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

std::vector<double> uniform_numbers(std::size_t n, Seed seed) {
  Random random(seed);
  std::vector<double> numbers(n);
  std::ranges::generate(numbers, [&] { return random.uniform(); });
  return numbers;
}

}  // namespace

TEST_CASE("uniformity: the crossing probability of one and two numbers is that of their areas") {
  CHECK(crossing_probability({{0.2}, {0.9}}) == Approx(0.3));
  // 2 * area of {u1 < u2, 0.1 <= u1 <= 0.5, 0.4 <= u2 <= 0.8}: 0.4 x 0.4 less the triangle of 0.1 where u1 > u2.
  CHECK(crossing_probability({{0.1, 0.4}, {0.5, 0.8}}) == Approx(1 - 2 * (0.16 - 0.005)));
}

TEST_CASE("uniformity: the bands of Kolmogorov and Smirnov have the published level") {
  // Massey (1951), table 1: D of 10 numbers exceeds 0.40925 with probability 0.05, of 20 exceeds 0.29408.
  for (const auto& [n, distance] : {std::pair(10, 0.40925), std::pair(20, 0.29408)}) {
    OrderBand band;
    for (int i = 0; i < n; ++i) {
      band.lower.push_back(std::max(0.0, (i + 1.0) / n - distance));
      band.upper.push_back(std::min(1.0, i * 1.0 / n + distance));
    }
    CHECK(crossing_probability(band) == Approx(0.05).margin(2e-5));
  }
}

TEST_CASE("uniformity: each order statistic leaves its band with the same probability, also a tiny one") {
  for (const double level : {0.3, 1e-3, 1e-11}) {
    const OrderBand band = order_band(40, level);
    for (std::size_t i = 0; i < 40; ++i) {
      const double a = static_cast<double>(i) + 1;
      CHECK(boost::math::ibeta(a, 41 - a, band.lower[i]) == Approx(level / 2).epsilon(1e-7));
    }
    CHECK(band.upper[0] == Approx(1 - band.lower[39]));
  }
}

TEST_CASE("uniformity: the simultaneous band is left as often as it says") {
  const OrderBand band = simultaneous_band(200, 0.95);
  CHECK(crossing_probability(band) == Approx(0.05).epsilon(1e-2));
}

TEST_CASE("uniformity: p-values of uniform numbers are uniform") {
  constexpr std::size_t repeats = 500;
  for (const std::size_t n : {5, 100}) {
    std::vector<double> p;
    for (std::size_t i = 0; i < repeats; ++i) p.push_back(uniformity_p_value(uniform_numbers(n, {i})));
    // Kolmogorov's distance of 1,000 uniform numbers exceeds 1.95 / sqrt(1000) once in a thousand times.
    CHECK(largest_deviation(p) < 1.95 / std::sqrt(repeats));
  }
}

TEST_CASE("uniformity: what is far from uniform has a tiny p-value, and never none") {
  std::vector<double> numbers = uniform_numbers(1000, {7});
  for (double& u : numbers) u = 0.5 + 0.8 * (u - 0.5);
  CHECK(uniformity_p_value(numbers) < 1e-9);
  CHECK(uniformity_p_value(std::vector<double>(1000, 0.0)) == 1e-12);
  CHECK(uniformity_p_value({0.5}) == Approx(1));
}

TEST_CASE("uniformity: the largest deviation is Kolmogorov's distance") {
  CHECK(largest_deviation({0.5}) == Approx(0.5));
  CHECK(largest_deviation({0.2, 0.1}) == Approx(0.8));
}
