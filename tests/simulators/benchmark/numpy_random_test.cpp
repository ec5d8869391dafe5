#include "simulators/benchmark/numpy_random.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

// numpy.random.RandomState(42): randn(4), then permutation(10).
TEST_CASE("numpy_random: the numbers of NumPy") {
  NumpyRandom random(42);
  for (const double expected : {0.4967141530112327, -0.13826430117118466, 0.6476885381006925, 1.5230298564080254}) {
    CHECK(random.normal() == Approx(expected).epsilon(1e-15));
  }
  CHECK(random.permutation(10) == std::vector<std::size_t>{0, 1, 5, 3, 4, 7, 8, 9, 2, 6});
}

}  // namespace
}  // namespace inquest
