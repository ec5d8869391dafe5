#include "core/infer/likelihood_range.hpp"

#include <vector>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

namespace inquest::testing {
namespace {

using Catch::Contains;

constexpr double infinity = std::numeric_limits<double>::infinity();

LikelihoodRange range_of(const std::vector<double>& log_likelihood) {
  LikelihoodRange range;
  range.add(log_likelihood);
  return range;
}

TEST_CASE("likelihood range: one number everywhere teaches nothing, once enough places were tried") {
  const LikelihoodRange range = range_of(std::vector<double>(100, -1e30));
  CHECK_NOTHROW(range.require_variation(101));
  const Error error = error_from([&] { range.require_variation(100); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("log likelihood = -1e+30 at all of 100 draws from the prior"));
  CHECK_NOTHROW(range_of({-3, -3, -3.1}).require_variation(2));
  CHECK_NOTHROW(range_of({-infinity, -infinity}).require_variation(2));  // vanishes, of which others speak
  CHECK_NOTHROW(range_of({-infinity, 0, 0}).require_variation(2));       // a prior that is cut
}

TEST_CASE("likelihood range: draws on the lowest plateau are no draws, where a likelihood far above it was seen") {
  const LikelihoodRange range = range_of({-1e30, -1e30, -4});
  CHECK_THAT(range.doubt_of(std::vector<double>{-1e30, -1e30, -1e30, -4}), Contains("-1e+30") && Contains("75%"));
  CHECK(range.doubt_of(std::vector<double>{-4, -5}).empty());
  CHECK(range_of({-50, 0}).doubt_of(std::vector<double>{-50, 0}).empty());  // a tail of a smooth likelihood
  CHECK(range_of({1e15 - 500, 1e15}).doubt_of(std::vector<double>{1e15, 1e15 - 8}).empty());
  CHECK_FALSE(range_of({-infinity, -1e30, 0}).doubt_of(std::vector<double>{-1e30, -1e30}).empty());
  CHECK(range_of({-infinity, 0}).doubt_of(std::vector<double>{0, 0}).empty());
}

}  // namespace
}  // namespace inquest::testing
