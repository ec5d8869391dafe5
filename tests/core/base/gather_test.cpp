#include "core/base/gather.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("gather: rows come in the order and as often as they are named", "[base]") {
  Matrix values(3, 2);
  values.values() = {1, 2, 3, 4, 5, 6};
  Matrix expected(4, 2);
  expected.values() = {5, 6, 1, 2, 5, 6, 3, 4};
  CHECK(rows_at(values, std::vector<std::size_t>{2, 0, 2, 1}) == expected);
  CHECK(rows_at(values, {}).rows() == 0);
}
