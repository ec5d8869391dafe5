#include "core/files/find_columns.hpp"

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;
using Places = std::vector<std::size_t>;

TEST_CASE("columns are found by their names, in the order asked for") {
  CHECK(find_columns({"a", "", "b"}, {"b", "a"}, "t.csv") == Places{2, 0});
  CHECK_THROWS_WITH(find_columns({"flux", "b"}, {"flax"}, "t.csv"),
                    Contains("t.csv has no column 'flax' (known: flux, b); did you mean 'flux'?"));
  CHECK_THROWS_WITH(find_columns({"a", ""}, {""}, "t.csv"), Contains("no column ''"));
  CHECK_THROWS_WITH(find_columns({"a", "a"}, {"a"}, "t.csv"), Contains("several columns 'a'"));
}

TEST_CASE("columns without a name are read where none has one") {
  CHECK(default_columns({"a", "", "b"}) == Places{0, 2});
  CHECK(default_columns({"", ""}) == Places{0, 1});
}
