#include "apps/commands/summary_table.hpp"

#include "tests/support/catch.hpp"

namespace inquest::testing {

TEST_CASE("columns are as wide as their widest cell, counted in characters") {
  CHECK(aligned({{"a", "bcd"}, {"\u03a9mega", "e"}, {"f", ""}}, "  ") == "  a      bcd\n  \u03a9mega  e\n  f\n");
}

TEST_CASE("log K in words compares the best model with the next") {
  const auto estimate = from_log_evidence({"a", "b", "c"}, {-10, -2, -4}, {0, 0, 0}, {0.2, 0.4, 0.4}, "exact");
  CHECK(evidence_in_words(estimate) == "positive evidence for b");
}

}  // namespace inquest::testing
