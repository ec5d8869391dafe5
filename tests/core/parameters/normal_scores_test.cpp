#include "core/parameters/normal_scores.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("normal scores: quantiles of N(0, 1) at the places of the ranks, which equal values share") {
  std::vector<double> values = {7, -2, 100, 7};
  to_normal_scores(values);
  // Ranks 2.5, 1, 4, 2.5 of 4: probabilities 1/2, 0.625 / 4.25 and 3.625 / 4.25 of the tables of N(0, 1).
  CHECK(values[0] == Approx(0).margin(1e-12));
  CHECK(values[3] == values[0]);
  CHECK(values[1] == Approx(-1.04913).epsilon(1e-4));
  CHECK(values[2] == Approx(1.04913).epsilon(1e-4));
}
