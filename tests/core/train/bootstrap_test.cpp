#include "core/train/bootstrap.hpp"

#include <set>

#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>

#include "tests/support/catch.hpp"

using namespace inquest;

// A row is left out with probability (1 - 1/n)^n = 1/e; of 10,000 the number left out has a standard deviation of 31.
TEST_CASE("bootstrap: draws among the given rows, with repeats") {
  const Tensor drawn = bootstrap(at::arange(500, 10500, at::kLong), {1});
  REQUIRE(drawn.size(0) == 10000);
  CHECK(drawn.min().item<std::int64_t>() >= 500);
  CHECK(drawn.max().item<std::int64_t>() < 10500);
  const std::set<std::int64_t> distinct(drawn.data_ptr<std::int64_t>(), drawn.data_ptr<std::int64_t>() + 10000);
  CHECK(static_cast<double>(distinct.size()) == Approx(6321).margin(4 * 31));
}

TEST_CASE("bootstrap: follows from its seed") {
  const Tensor rows = at::arange(50, at::kLong);
  CHECK(at::equal(bootstrap(rows, {1}), bootstrap(rows, {1})));
  CHECK_FALSE(at::equal(bootstrap(rows, {1}), bootstrap(rows, {2})));
}
