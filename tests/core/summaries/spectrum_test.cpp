#include "core/summaries/spectrum.hpp"

#include <cmath>

#include "core/base/fourier.hpp"
#include "core/base/random.hpp"
#include "core/summaries/shells.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

std::vector<double> summary_of(const SpectrumOptions& options, const Shape& shape, const std::vector<double>& x) {
  const auto summary = options.make(shape);
  std::vector<double> result(summary->size());
  summary->of(x, result);
  return result;
}

std::vector<double> normal_data(std::size_t size) {
  std::vector<double> x(size);
  Random(Seed{3}).normal(x);
  return x;
}

}  // namespace

TEST_CASE("spectrum: logarithms of the power of each channel, and correlations of each pair") {
  const std::vector<double> x = normal_data(2 * 5 * 6);
  const std::span<const double> all(x);
  const Modes first = modes_of(all.first(30), 5, 6), second = modes_of(all.last(30), 5, 6);
  const Shells shells(5, 6, 2);
  const auto p = shells.cross_power(first, first), q = shells.cross_power(second, second);
  const auto r = shells.cross_power(first, second);
  const auto found = summary_of({.shells = 2}, {2, 5, 6}, x);
  REQUIRE(found.size() == 8);
  CHECK(found[0] == Approx(first[0].real() / std::sqrt(30)));
  CHECK(found[3] == Approx(second[0].real() / std::sqrt(30)));
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(found[1 + i] == Approx(std::log(p[i])));
    CHECK(found[4 + i] == Approx(std::log(q[i])));
    CHECK(found[6 + i] == Approx(r[i] / std::sqrt(p[i] * q[i])));
  }
}

TEST_CASE("spectrum: shifts of the data change nothing, a channel twice is correlated by 1") {
  const std::vector<double> x = normal_data(12);
  std::vector<double> twice = x;
  for (std::size_t i = 0; i < 12; ++i) twice.push_back(x[(i + 5) % 12]);
  const auto found = summary_of({.shells = 3, .moments = true, .peaks = {0.5}}, {2, 12}, twice);
  REQUIRE(found.size() == 3 * 3 + 2 * 5);
  for (std::size_t i = 0; i < 8; ++i) CHECK(found[i] == Approx(found[8 + i]).margin(1e-12));
  std::vector<double> same = x;
  same.insert(same.end(), x.begin(), x.end());
  const auto of_same = summary_of({.shells = 3}, {2, 12}, same);
  for (std::size_t i = 8; i < 11; ++i) CHECK(of_same[i] == Approx(1));
}

TEST_CASE("spectrum: moments are those of numbers that are known") {
  // 0 three times and 1 once: mean 1/4, variance 3/16, skewness 2/sqrt 3, excess kurtosis 7/3 - 3.
  const auto found = summary_of({.shells = 1, .moments = true}, {1, 4}, {0, 0, 1, 0});
  REQUIRE(found.size() == 5);
  CHECK(found[0] == Approx(0.25));
  CHECK(found[2] == Approx(0.5 * std::log(3.0 / 16)));
  CHECK(found[3] == Approx(2 / std::sqrt(3)));
  CHECK(found[4] == Approx(7.0 / 3 - 3));
}

TEST_CASE("spectrum: a mean that is rounding is none") {
  CHECK(summary_of({.shells = 1}, {1, 4}, {0.1, 0.2, -0.3, 1e-17})[0] == 0);
}

TEST_CASE("spectrum: of ln(1 + x) and of asinh x") {
  std::vector<double> x = normal_data(16), logarithm, arc;
  for (double& value : x) {
    value = std::abs(value);
    logarithm.push_back(std::log1p(value));
    arc.push_back(std::asinh(value));
  }
  CHECK(summary_of({.of = "log1p"}, {1, 4, 4}, x) == summary_of({}, {1, 4, 4}, logarithm));
  CHECK(summary_of({.of = "asinh"}, {1, 4, 4}, x) == summary_of({}, {1, 4, 4}, arc));
}

TEST_CASE("spectrum: what has no logarithm, and what is no map, is an error") {
  for (const std::size_t n : {2, 10}) {
    const std::vector<double> constant(n * n, 0.1);
    CHECK_THAT(error_from([&] {
                 summary_of({}, {1, n, n}, constant);
               }).what(),
               Contains("channel 0 has no power in shell 0"));
  }
  CHECK_THAT(error_from([] {
               summary_of({.of = "log1p"}, {1, 2}, {-1, 0});
             }).what(),
             Contains("log1p of -1, of channel 0"));
  CHECK_THAT(SpectrumOptions{}.obstacle_to({7}), Contains("not [7]"));
  CHECK_THAT(SpectrumOptions{}.obstacle_to({2, 3, 4, 5}), Contains("data: {channels: C}"));
  CHECK_THAT(SpectrumOptions{}.obstacle_to({2, 1}), Contains("single number"));
  CHECK(SpectrumOptions{}.obstacle_to({2, 3}).empty());
}
