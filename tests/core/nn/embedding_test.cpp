#include "core/nn/embedding.hpp"

#include <ATen/TensorOperators.h>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("embedding: one row for all is computed once, and is what each row gives") {
  Random random(Seed{1});
  Parameters parameters;
  const Embedding embedding({{{8}, "tanh"}, 3}, 5, parameters, random);
  parameters.to_double();
  parameters.flatten();
  const Tensor x = random_tensor({1, 5}, random).expand({4, 5});
  const Tensor values = embedding.forward(x);
  CHECK(values.sizes() == at::IntArrayRef({4, 3}));
  CHECK(values.stride(0) == 0);
  const double rounding = 1e-14;  // products of a vector and of a matrix add up in different orders
  CHECK(tensors_close(values.detach(), embedding.forward(x.contiguous()).detach(), {rounding}));
}

TEST_CASE("embedding: of no data is an error") {
  Random random(Seed{1});
  Parameters parameters;
  CHECK(error_from([&] { Embedding({}, 0, parameters, random); }).kind() == ErrorKind::config);
}
