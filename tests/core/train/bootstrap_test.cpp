#include "core/train/bootstrap.hpp"

#include <set>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>

#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

// A row is left out with probability (1 - 1/n)^n = 1/e; of 10,000 the number left out has a standard deviation of 31.
TEST_CASE("bootstrap: draws among the given rows, with repeats") {
  const Tensor drawn = bootstrap(at::arange(500, 10500, at::kLong), at::arange(10500, at::kLong), {1});
  REQUIRE(drawn.size(0) == 10000);
  CHECK(drawn.min().item<std::int64_t>() >= 500);
  CHECK(drawn.max().item<std::int64_t>() < 10500);
  const std::set<std::int64_t> distinct(drawn.data_ptr<std::int64_t>(), drawn.data_ptr<std::int64_t>() + 10000);
  CHECK(static_cast<double>(distinct.size()) == Approx(6321).margin(4 * 31));
}

TEST_CASE("bootstrap: follows from its seed") {
  const Tensor rows = at::arange(50, at::kLong);
  CHECK(at::equal(bootstrap(rows, rows, {1}), bootstrap(rows, rows, {1})));
  CHECK_FALSE(at::equal(bootstrap(rows, rows, {1}), bootstrap(rows, rows, {2})));
}

TEST_CASE("bootstrap: a simulation is drawn with all of its rows") {
  const Tensor simulation = at::tensor({4, 4, 0, 2, 4, 2}, at::kLong), rows = at::arange(1, 6, at::kLong);
  CHECK(at::equal(first_rows(rows, simulation), at::tensor({1, 2, 3}, at::kLong)));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Tensor drawn = bootstrap(rows, simulation, {seed});
    const auto times = [&](std::int64_t row) { return drawn.eq(row).sum().item<std::int64_t>(); };
    CHECK(times(1) == times(4));
    CHECK(times(3) == times(5));
    CHECK(times(1) + times(2) + times(3) == 3);
  }
}

// The mean of 400 values, each there four times, scatters by 1/20 and not by 1/40: four standard errors of a standard
// deviation from 200 are a fifth.
TEST_CASE("bootstrap: copies do not make a mean better known", "[statistical]") {
  std::vector<double> values(400);
  Random random(Seed{3});
  random.normal(values);
  const Tensor rows = at::arange(1600, at::kLong);
  std::vector<double> means;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Tensor drawn = bootstrap(rows, rows.div(4, "floor"), {seed});
    double sum = 0;
    for (std::int64_t i = 0; i < drawn.size(0); ++i) {
      sum += values[static_cast<std::size_t>(drawn.data_ptr<std::int64_t>()[i] / 4)];
    }
    means.push_back(sum / static_cast<double>(drawn.size(0)));
  }
  CHECK(standard_deviation(means) == Approx(standard_deviation(values) / 20).epsilon(0.2));
}
