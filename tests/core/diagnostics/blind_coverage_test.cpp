#include "core/diagnostics/blind_coverage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

/// Rows x ~ N(m, 1) of models m drawn with equal probabilities, and ln p(x | m) times `scale`.
struct Rows {
  Matrix log_evidence;
  std::vector<std::size_t> labels;
};

Rows shifted_normals(std::size_t rows, std::size_t models, double scale, Seed seed) {
  Rows result{Matrix(rows, models), {}};
  Random random(seed);
  for (std::size_t i = 0; i < rows; ++i) {
    result.labels.push_back(random.below(models));
    const double x = static_cast<double>(result.labels.back()) + random.normal();
    for (std::size_t m = 0; m < models; ++m) {
      const auto mean = static_cast<double>(m);
      result.log_evidence(i, m) = scale * (mean * x - mean * mean / 2);
    }
  }
  return result;
}

BlindCoverage coverage(const Rows& rows, const BlindCoverageOptions& options = {}) {
  return blind_coverage(rows.log_evidence, rows.labels, {5}, options);
}

}  // namespace

TEST_CASE("blind coverage: one bin compares shares with mean probabilities, by the binomial error") {
  Rows rows{Matrix(4, 2), {1, 0, 1, 0}};
  const double p[] = {0.9, 0.2, 0.6, 0.5};
  for (std::size_t i = 0; i < 4; ++i) rows.log_evidence(i, 1) = std::log(p[i] / (1 - p[i]));
  const BlindCoverage found = coverage(rows);
  REQUIRE(found.bins.size() == 1);
  const double error = std::sqrt(0.09 + 0.16 + 0.24 + 0.25) / 4;
  CHECK(found.bins[0].rows == 4);
  CHECK(found.bins[0].predicted == Approx(0.55));
  CHECK(found.bins[0].observed == Approx(0.5));
  CHECK(found.bins[0].error == Approx(error));
  CHECK(found.rms_residual == Approx(0.05 / error));
}

TEST_CASE("blind coverage: every row is in a bin, and bins hold equal shares of what can be told") {
  const BlindCoverage found = coverage(shifted_normals(20000, 2, 1, {1}));
  REQUIRE(found.bins.size() == 20);
  std::size_t rows = 0;
  double least = 1e9;
  double most = 0;
  for (const CoverageBin& bin : found.bins) {
    CHECK(bin.model == 1);
    rows += bin.rows;
    const double information = std::pow(bin.error * static_cast<double>(bin.rows), 2);
    least = std::min(least, information);
    most = std::max(most, information);
  }
  CHECK(rows == 20000);
  CHECK(most < 1.01 * least);
}

TEST_CASE("blind coverage: rows far on the right side of both models are no surprise, one on the wrong side is") {
  Rows rows{Matrix(100, 2), {}};
  for (std::size_t i = 0; i < 100; ++i) {
    rows.labels.push_back(i % 2);
    rows.log_evidence(i, i % 2) = 50;
  }
  CHECK(coverage(rows).p_value > 0.99);
  rows.log_evidence(0, 0) = 0;
  rows.log_evidence(0, 1) = 50;
  CHECK(coverage(rows).p_value == Approx(1e-3));
}

TEST_CASE("blind coverage: evidences that are no numbers are an error") {
  Rows rows = shifted_normals(10, 2, 1, {3});
  rows.log_evidence(4, 1) = std::numeric_limits<double>::quiet_NaN();
  const Error error = error_from([&] { coverage(rows); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("row 4 has no model probabilities"));
}

// 1.63 / sqrt(1000) = 0.052 is the 1% point of the largest distance of 1000 uniform numbers from their distribution;
// one step of the p-values, 1/200, comes on top.
TEST_CASE("blind coverage: p-values under the exact ln K are uniform", "[statistical]") {
  const std::size_t models = GENERATE(std::size_t{2}, std::size_t{3});
  constexpr std::size_t repeats = 1000;
  std::vector<double> p_values;
  for (std::uint64_t repeat = 0; repeat < repeats; ++repeat) {
    const Rows rows = shifted_normals(300, models, 1, Seed{11}.child(repeat));
    const Seed seed = Seed{12}.child(repeat);
    p_values.push_back(blind_coverage(rows.log_evidence, rows.labels, seed, {.redraws = 199}).p_value);
  }
  std::ranges::sort(p_values);
  double distance = 0;
  for (std::size_t i = 0; i < repeats; ++i) {
    distance = std::max(distance, std::abs(p_values[i] - (static_cast<double>(i) + 0.5) / repeats));
  }
  CAPTURE(distance);
  CHECK(distance < 1.63 / std::sqrt(1000.0) + 0.005);
}

// Of p = 0.73 said to be 0.79, 1000 rows of a bin tell by four standard deviations.
TEST_CASE("blind coverage: sees ln K that is too large by 1.3, or too small", "[statistical]") {
  for (const double scale : {1.3, 1 / 1.3}) {
    CAPTURE(scale);
    CHECK(coverage(shifted_normals(20000, 2, scale, {21})).p_value == Approx(1e-3));
  }
  CHECK(coverage(shifted_normals(20000, 3, 1.3, {22})).p_value == Approx(1e-3));
}
