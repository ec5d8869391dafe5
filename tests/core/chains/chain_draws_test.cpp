#include "core/chains/chain_draws.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "tests/support/error_from.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;
using Numbers = std::vector<double>;

ChainDraws two_chains() {
  ChainDraws draws{{"a", "b"}, {{-INFINITY, INFINITY}, {0, 10}}, Matrix(6, 2), Numbers(6, 1), Numbers(6), {4, 2}, {}};
  draws.theta.values() = {1, 2, 3, 4, 5, 6, 7, 8, 3, 4, 9, 10};
  for (std::size_t i = 0; i < 6; ++i) draws.log_posterior[i] = -static_cast<double>(i);
  return draws;
}

std::string refusal(ChainDraws draws) {
  const Error error = error_from([&] { check_draws(draws, "chain"); });
  CHECK(error.kind() == ErrorKind::data);
  return error.what();
}

}  // namespace

TEST_CASE("draws of no weight are taken out, others have to have numbers within their ranges") {
  ChainDraws draws = two_chains();
  draws.weights[1] = 0;
  draws.log_posterior[1] = NAN;
  check_draws(draws, "chain");
  CHECK(draws.theta.values() == Numbers{1, 2, 5, 6, 7, 8, 3, 4, 9, 10});
  CHECK(draws.log_posterior == Numbers{0, -2, -3, -4, -5});
  CHECK(draws.lengths == std::vector<std::size_t>{3, 2});

  draws = two_chains();
  draws.weights[2] = -1;
  CHECK_THAT(refusal(draws), Contains("row 3: weight = -1"));
  draws = two_chains();
  draws.log_posterior[0] = -INFINITY;
  CHECK_THAT(refusal(draws), Contains("row 1: log posterior = -inf"));
  draws = two_chains();
  draws.theta(5, 0) = NAN;
  CHECK_THAT(refusal(draws), Contains("row 6: a = nan"));
  draws = two_chains();
  draws.theta(5, 1) = 11;
  CHECK_THAT(refusal(draws), Contains("b = 11 (lies outside of its range, 0 to 10)"));
  draws = two_chains();
  draws.weights.assign(6, 0);
  CHECK_THAT(refusal(draws), Contains("no draws of any weight"));
}

TEST_CASE("a share, or a number, of the first rows of each chain is ignored") {
  ChainDraws half = two_chains();
  ignore_rows(half, 0.5);
  CHECK(half.log_posterior == Numbers{-2, -3, -5});
  CHECK(half.lengths == std::vector<std::size_t>{2, 1});
  ChainDraws three = two_chains();
  ignore_rows(three, 3);
  CHECK(three.log_posterior == Numbers{-3});
  CHECK(three.lengths == std::vector<std::size_t>{1});
  CHECK_THAT(error_from([] {
               ChainDraws all = two_chains();
               ignore_rows(all, 4);
             }).what(),
             Contains("the first 4 rows of each chain"));
}

TEST_CASE("parameters that follow from others are left out, and said to be") {
  ChainDraws draws = two_chains();
  leave_out(draws, {"a", "c"});
  CHECK(draws.names == std::vector<std::string>{"b"});
  CHECK(draws.ranges.front().upper == 10);
  CHECK(draws.theta.values() == Numbers{2, 4, 6, 8, 4, 10});
  CHECK(draws.left_out == std::vector<std::string>{"a"});
}

TEST_CASE("rows of equal parameters become one, of the weight of all") {
  const ChainDraws draws = distinct_rows(two_chains());
  const bool first = draws.lengths == std::vector<std::size_t>{4, 1};
  CHECK(draws.theta.values() ==
        (first ? Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} : Numbers{1, 2, 5, 6, 7, 8, 3, 4, 9, 10}));
  CHECK(draws.weights == (first ? Numbers{1, 2, 1, 1, 1} : Numbers{1, 1, 1, 2, 1}));
  if (!first) CHECK(draws.lengths == std::vector<std::size_t>{3, 2});
}

TEST_CASE("rows that were resampled lie in either half as often") {
  constexpr std::size_t places = 1000;
  ChainDraws draws{
      {"a"}, {{-INFINITY, INFINITY}}, Matrix(2 * places, 1), Numbers(2 * places, 1), Numbers(2 * places), {2 * places},
      {}};
  for (std::size_t i = 0; i < 2 * places; ++i) draws.theta(i, 0) = static_cast<double>(i % places) + 0.5;
  // In the order of their places, 0 to 999 of the first half and of the second, each of which keeps about 500 rows: 430
  // is 4.4 standard deviations below.
  const ChainDraws distinct = distinct_rows(draws);
  REQUIRE(distinct.weights == Numbers(places, 2));
  std::size_t of_first_half = 0;
  for (std::size_t i = 1; i < places && distinct.theta(i, 0) > distinct.theta(i - 1, 0); ++i) of_first_half = i + 1;
  CHECK(of_first_half > 430);
  CHECK(of_first_half < 570);
}

}  // namespace inquest::testing
