#include "apps/commands/summary_table.hpp"

#include "tests/support/catch.hpp"

namespace inquest::testing {

TEST_CASE("columns are as wide as their widest cell, counted in characters") {
  CHECK(aligned({{"a", "bcd"}, {"\u03a9mega", "e"}, {"f", ""}}, "  ") == "  a      bcd\n  \u03a9mega  e\n  f\n");
}

}  // namespace inquest::testing
