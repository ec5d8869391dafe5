#include "core/summaries/peaks.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("peaks: larger than all neighbours, beyond the edges too, and so many deviations above the mean") {
  const std::vector<double> map = {0, 0, 0, 5,         //
                                   0, 3, 0, 0,         //
                                   0, 0, 0, 0,         //
                                   4, 0, 0, 0};        // next to 5 by both edges
  const std::vector<double> thresholds = {0, 1.5, 3};  // mean 0.75, sd 1.61
  CHECK(peaks_of(map, 4, 4, thresholds) == std::vector<double>{2, 1, 0});
}

TEST_CASE("peaks: of a series, and none on a plateau") {
  const std::vector<double> series = {1, 1, 3, 3, 0, 2};
  CHECK(peaks_of(series, 1, 6, std::vector<double>{-9.0}) == std::vector<double>{1});
}
