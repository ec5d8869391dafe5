#include "core/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "core/base/philox.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

// Kolmogorov-Smirnov distance of `values` from the distribution function `cdf`.
template <class Cdf>
double ks_distance(std::vector<double> values, const Cdf& cdf) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double u = cdf(values[i]);
    const double rank = static_cast<double>(i);
    distance = std::max({distance, u - rank / n, (rank + 1) / n - u});
  }
  return distance;
}

// P(distance > threshold) = 2 exp(-2 n threshold^2) = 1e-6 for values that do follow the distribution.
double ks_threshold(std::size_t n) { return std::sqrt(std::log(2e6) / (2 * static_cast<double>(n))); }

}  // namespace

TEST_CASE("random streams are Philox blocks of a running counter", "[base]") {
  Random random(Seed{0x299f31d0a4093822});
  for (std::uint32_t counter = 0; counter < 3; ++counter) {
    for (const std::uint32_t expected : philox4x32({counter, 0, 0, 0}, {0xa4093822, 0x299f31d0})) {
      CHECK(random() == expected);
    }
  }
}

TEST_CASE("random uniforms are built from 52 bits of two words", "[base]") {
  Random words(Seed{5});
  Random random(Seed{5});
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t high = words();
    const std::uint64_t low = words();
    CHECK(random.uniform() == std::ldexp(static_cast<double>((high << 32 | low) >> 12) + 0.5, -52));
  }
}

TEST_CASE("random: a stream can be copied and goes on alike", "[base]") {
  Random a(Seed{1});
  a.normal();
  Random b = a;
  for (int i = 0; i < 10; ++i) CHECK(a.normal() == b.normal());
}

TEST_CASE("random fills spans with the numbers it gives one by one", "[base]") {
  Random a(Seed{3});
  Random b(Seed{3});
  std::vector<double> values(17);
  a.normal(values);
  for (const double value : values) CHECK(value == b.normal());
  a.normal(std::span<double>());
  CHECK(a() == b());
}

TEST_CASE("random is a generator for the standard library", "[base]") {
  STATIC_REQUIRE(std::uniform_random_bit_generator<Random>);
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  std::vector<int> shuffled = values;
  std::shuffle(shuffled.begin(), shuffled.end(), Random(Seed{1}));
  CHECK(shuffled != values);
  CHECK(std::is_permutation(values.begin(), values.end(), shuffled.begin()));
}

TEST_CASE("random uniforms follow the uniform distribution", "[base]") {
  Random random(Seed{11});
  std::vector<double> values(100'000);
  for (double& value : values) value = random.uniform();
  CHECK(*std::min_element(values.begin(), values.end()) > 0);
  CHECK(*std::max_element(values.begin(), values.end()) < 1);
  CHECK(ks_distance(values, [](double x) { return x; }) < ks_threshold(values.size()));
}

TEST_CASE("random normals follow the normal distribution", "[base]") {
  Random random(Seed{12});
  std::vector<double> values(100'000);
  random.normal(values);
  CHECK(ks_distance(values, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2)); }) < ks_threshold(values.size()));
}

TEST_CASE("random normals have the right tails", "[base]") {
  // Ziggurats treat |x| > 3.4 apart; counts beyond 3.5 are Poisson of mean n * 2 * Phi(-3.5).
  Random random(Seed{13});
  const int n = 2'000'000;
  int count = 0;
  for (int i = 0; i < n; ++i) count += std::abs(random.normal()) > 3.5 ? 1 : 0;
  const double mean = n * std::erfc(3.5 / std::sqrt(2));
  CHECK(std::abs(count - mean) < 4.9 * std::sqrt(mean));  // two-sided 1e-6
}

TEST_CASE("random first numbers of neighbouring seeds are independent", "[base]") {
  // Row i of a simulation reads the start of stream i: these, across streams, must be uniform and uncorrelated.
  const std::size_t n = 50'000;
  std::vector<double> first(n);
  for (std::size_t i = 0; i < n; ++i) first[i] = Random(Seed{i}).uniform();
  CHECK(ks_distance(first, [](double x) { return x; }) < ks_threshold(n));
  double sum = 0;
  for (std::size_t i = 1; i < n; ++i) sum += 12 * (first[i] - 0.5) * (first[i - 1] - 0.5);
  CHECK(std::abs(sum) < 4.9 * std::sqrt(static_cast<double>(n)));  // each term has mean 0 and variance 1
}

TEST_CASE("random integers below n are uniform", "[base]") {
  Random random(Seed{14});
  for (const std::uint64_t n : {1u, 2u, 3u, 7u, 10u}) {
    const double draws = 70'000;
    std::vector<double> counts(n, 0);
    for (int i = 0; i < static_cast<int>(draws); ++i) counts.at(random.below(n)) += 1;
    double chi_squared = 0;
    for (const double count : counts) chi_squared += std::pow(count - draws / double(n), 2) / (draws / double(n));
    CAPTURE(n);
    CHECK(chi_squared < 44.8);  // 1 - 1e-6 quantile for 9 degrees of freedom, larger than for fewer
  }
}

TEST_CASE("random integers below n have no modulo bias", "[base]") {
  // With n = 3 * 2^62, a remainder of 64 bits would fall into the lowest third with probability 1/2.
  Random random(Seed{15});
  const std::uint64_t third = std::uint64_t{1} << 62;
  const int draws = 30'000;
  int low = 0;
  for (int i = 0; i < draws; ++i) low += random.below(3 * third) < third ? 1 : 0;
  CHECK(std::abs(low - draws / 3.0) < 4.9 * std::sqrt(draws * 2 / 9.0));
}
