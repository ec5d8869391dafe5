#include "core/model/data_layout.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("data layout: an array is read as one of its own shape, and a single row as any") {
  for (const Shape& given : {Shape{2, 3}, Shape{1, 2, 3}, Shape{2, 3, 1}, Shape{6}, Shape{1, 6}, Shape{6, 1}}) {
    INFO(to_text(given));
    CHECK(reads_as(given, {2, 3}));
  }
  for (const Shape& given : {Shape{3, 2}, Shape{2, 2}, Shape{3, 1, 2}, Shape{5}, Shape{}}) {
    INFO(to_text(given));
    CHECK_FALSE(reads_as(given, {2, 3}));
  }
  CHECK_FALSE(reads_as({2, 3}, {6}));
  CHECK(reads_as({}, {1}));
  CHECK(reads_as({1, 1}, {1}));
}

TEST_CASE("data layout: columns are put in the order of their names") {
  const auto places = places_of({"a", "b", "c"}, {"c", "a", "b"});
  REQUIRE(places);
  CHECK(*places == std::vector<std::size_t>{1, 2, 0});
  CHECK(in_order({3, 1, 2, 30, 10, 20}, *places) == std::vector<double>{1, 2, 3, 10, 20, 30});
  for (const Names& other : {Names{"a", "b"}, Names{"a", "b", "d"}, Names{"a", "b", "c", "d"}, Names{"a", "b", "b"}}) {
    CHECK_FALSE(places_of({"a", "b", "c"}, other));
  }
}

}  // namespace
}  // namespace inquest
