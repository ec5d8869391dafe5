#include "core/base/eigen_matrix.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("eigen matrix: rows and columns stay where they are, there and back") {
  Matrix m(2, 3);
  m.values() = {1, 2, 3, 4, 5, 6};
  CHECK(as_eigen(m)(0, 2) == 3);
  CHECK(as_eigen(m)(1, 0) == 4);
  CHECK(as_eigen(m).data() == m.values().data());
  const Matrix back = to_matrix(as_eigen(m));
  CHECK(back.rows() == 2);
  CHECK(back.values() == m.values());
}
