#include "core/summaries/shells.hpp"

#include <cmath>
#include <numeric>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE(
    "shells: unit wide where steps of the logarithm would be narrower, and no mode but that of the mean is lost") {
  const Shells all(6, 6,
                   100);  // |k| from 1 to sqrt(18): 1 and sqrt 2, 2 and sqrt 5, sqrt 8 to sqrt 10, sqrt 13, sqrt 18
  CHECK(all.count() == std::vector<double>{8, 12, 10, 5});
  const Shells series(1, 8, 3);
  CHECK(std::accumulate(series.count().begin(), series.count().end(), 0.0) == 7);
  CHECK(Shells(64, 64, 16).size() == 16);
  const Shells one(5, 3, 1);
  CHECK(one.count() == std::vector<double>{14});
}

TEST_CASE("shells: lengths are those of the longest side") {
  // Of 2 x 8: k_x of 0 to 4, and with the second row hypot(4, k_x) from 4 to sqrt 32.
  const Shells shells(2, 8, 100);
  CHECK(shells.count() == std::vector<double>{2, 2, 2, 6, 2, 1});
}

TEST_CASE("shells: means of products over the modes") {
  const Shells shells(1, 4, 10);  // |k| = 1, 2, 1
  CHECK(shells.count() == std::vector<double>{2, 1});
  const Modes x = {{9, 9}, {1, 2}, {3, 0}, {1, -2}}, y = {{5, 5}, {0, 1}, {-1, 0}, {0, -1}};
  CHECK(shells.cross_power(x, x) == std::vector<double>{5, 9});
  CHECK(shells.cross_power(x, y) == std::vector<double>{2, -3});
}
