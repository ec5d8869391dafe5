#include "core/data/held_out.hpp"

#include <numeric>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("held out: test rows come first, others where there are none, and never too many", "[data]") {
  using Rows = std::vector<std::size_t>;
  CHECK(held_out({.train = {0}, .validation = {1}, .test = {2, 5}}, {1}) == Rows{2, 5});
  CHECK(held_out({.train = {0}, .validation = {1}, .test = {}}, {1}) == Rows{1});
  Rows many(2500);
  std::iota(many.begin(), many.end(), std::size_t{7});
  const Rows found = held_out({.train = {}, .validation = {}, .test = many}, {});
  CHECK(found.size() == 2000);
  CHECK(found.back() == 2006);
}
