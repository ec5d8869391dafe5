#include "core/base/tensor_matrix.hpp"

#include <ATen/core/Tensor.h>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("tensor matrix: numbers go to float32 and back row by row", "[base]") {
  Matrix values(2, 3);
  values.values() = {1, 2.5, -3, 4, 0.1, 6};
  const Tensor tensor = float_tensor(values);
  REQUIRE(tensor.sizes() == at::IntArrayRef({2, 3}));
  CHECK(tensor[0][1].item<double>() == 2.5);
  CHECK(tensor[1][1].item<double>() == static_cast<double>(0.1F));
  values(1, 1) = static_cast<double>(0.1F);
  CHECK(to_matrix(tensor) == values);
  Matrix transposed(3, 2);
  transposed.values() = {1, 4, 2.5, static_cast<double>(0.1F), -3, 6};
  CHECK(to_matrix(tensor.t()) == transposed);
  CHECK(to_matrix(tensor.t().to(at::kDouble)) == transposed);
}
