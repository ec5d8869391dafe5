#include "core/diagnostics/c2st.hpp"

#include <cmath>
#include <limits>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

namespace inquest {
namespace {

// Rows of N((shift, 0, ...), I), in units of `scale` around 100.
Matrix normals(std::size_t rows, std::size_t d, double shift, std::uint64_t seed, double scale = 1) {
  Matrix result(rows, d);
  Random random(Seed{seed});
  random.normal(result.values());
  for (std::size_t i = 0; i < rows; ++i) {
    result(i, 0) += shift;
    for (double& value : result.row(i)) value = 100 + scale * value;
  }
  return result;
}

double phi(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

TEST_CASE("c2st: two samples of one law are not told apart", "[c2st]") {
  constexpr std::size_t rows = 1000;
  const std::size_t d = GENERATE(1, 2);
  const double score = c2st(normals(rows, d, 0, 1), normals(rows, d, 0, 2), Seed{3});
  // Each of 2,000 held-out rows is right with probability 1/2; 4.5 sd.
  CHECK(std::abs(score - 0.5) < 4.5 * 0.5 / std::sqrt(2.0 * rows));
}

// No classifier does better than Phi(shift / 2), that of the likelihood ratio (Bishop 2006, section 1.5).
TEST_CASE("c2st: shifted normals are told apart as well as can be", "[c2st]") {
  constexpr std::size_t rows = 1000;
  const double scale = GENERATE(1e-6, 1.0, 1e6);
  const double score = c2st(normals(rows, 2, 0, 1, scale), normals(rows, 2, 2, 2, scale), Seed{3});
  const double best = phi(1);
  const double sd = std::sqrt(best * (1 - best) / (2.0 * rows));
  CHECK(score < best + 4.5 * sd);
  CHECK(score > best - 4.5 * sd - 0.02);  // that the network learns by heart from 1,600 rows
}

TEST_CASE("c2st: at the benchmark's size it comes within 0.01 of the best", "[c2st][statistical]") {
  constexpr std::size_t rows = 10000;
  const double shift = GENERATE(0.0, 0.5, 1.0, 3.0);
  CAPTURE(shift);
  const double score = c2st(normals(rows, 3, 0, 1), normals(rows, 3, shift, 2), Seed{3});
  const double best = phi(shift / 2);
  const double sd = std::sqrt(best * (1 - best) / (2.0 * rows));
  CHECK(score < best + 4.5 * sd);
  CHECK(score > best - 4.5 * sd - 0.01);
}

TEST_CASE("c2st: the same seed gives the same number", "[c2st]") {
  const Matrix a = normals(200, 2, 0, 1);
  const Matrix b = normals(150, 2, 1, 2);
  CHECK(c2st(a, b, Seed{3}) == c2st(a, b, Seed{3}));
}

TEST_CASE("c2st: what are no samples to compare", "[c2st]") {
  using Catch::Contains;
  const Matrix good = normals(10, 2, 0, 1);
  CHECK_THAT(testing::error_from([&] { c2st(good, normals(10, 3, 0, 1), Seed{}); }).what(), Contains("3 columns"));
  CHECK_THAT(testing::error_from([&] { c2st(good, normals(4, 2, 0, 1), Seed{}); }).what(), Contains("at least 5 rows"));
  Matrix bad = good;
  bad(3, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(testing::error_from([&] { c2st(good, bad, Seed{}); }).what(), Contains("not finite"));
  CHECK_THAT(testing::error_from([&] { c2st(Matrix(10, 2, 1.0), good, Seed{}); }).what(),
             Contains("column 1") && Contains("constant"));
}

}  // namespace
}  // namespace inquest
