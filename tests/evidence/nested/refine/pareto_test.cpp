#include "evidence/nested/refine/pareto.hpp"

#include <cmath>
#include <vector>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("the Pareto shape of weights is that of the law they were drawn from", "[nested]") {
  for (const double k : {0.2, 0.5, 0.9}) {
    CAPTURE(k);
    Random random(Seed{3});
    std::vector<double> log_weight(20000);
    for (double& value : log_weight) value = -k * std::log(random.uniform());
    // 424 weights lie in the tail; the estimate's standard error is (1 + k) / sqrt(424) at most 0.092.
    CHECK(pareto_shape(log_weight) == Approx(k).margin(0.3));
  }
}

TEST_CASE("weights that are all equal have no tail", "[nested]") {
  CHECK(pareto_shape(std::vector<double>(1000, -3.0)) == 0);
}
