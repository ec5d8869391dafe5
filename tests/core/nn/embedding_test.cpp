#include "core/nn/embedding.hpp"

#include <ATen/TensorOperators.h>

#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// The sum of each row, and how many rows it was asked for last.
class Sum final : public Embedding {
 public:
  std::int64_t inputs() const override { return 3; }
  std::int64_t outputs() const override { return 1; }
  std::int64_t asked() const { return asked_; }

 private:
  Tensor features(const Tensor& x) const override {
    asked_ = x.size(0);
    return x.sum(1, true);
  }

  mutable std::int64_t asked_ = 0;
};

}  // namespace

TEST_CASE("embedding: one row for all is computed once, and is what each row gives") {
  Random random(Seed{1});
  const Sum sum;
  const Tensor x = random_tensor({1, 3}, random).expand({4, 3});
  const Tensor values = sum.forward(x);
  CHECK(sum.asked() == 1);
  CHECK(values.sizes() == at::IntArrayRef({4, 1}));
  CHECK(values.stride(0) == 0);
  CHECK(tensors_close(values, sum.forward(x.contiguous())));
  CHECK(sum.asked() == 4);
}
