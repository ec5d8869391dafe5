// The insertion-rank test (Fowlie, Handley & Su 2020): a new point that forgot its start is equally likely to fall
// anywhere among the survivors.
#pragma once

#include "evidence/nested/explore/nested_run.hpp"

namespace inquest {

struct InsertionRankTest {
  double p_value = 1;        // of the whole run, Kolmogorov-Smirnov
  double least_p_value = 1;  // of the least likely of ten segments, times ten (Bonferroni), at most 1
};

/// Ranks of new points against uniform ones. A small p-value says that walks are too short; a large one does not say
/// that they are long enough: walks that do not move at all end at ranks as even as those of their starts.
InsertionRankTest test_insertion_ranks(const NestedRun& run);

}  // namespace inquest
