#include "flows/estimators/marginal_check.hpp"

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

Matrix normals(double mean, std::size_t rows, Seed seed) {
  Matrix x(rows, 2);
  Random random(seed);
  random.normal(x.values());
  for (double& value : x.values()) value += mean;
  return x;
}

/// Untrained flows for data of two columns N(0, 1) under `near` and N(10, 1) under `far`, with rows of each held out.
MarginalEstimator two_models(std::size_t rows) {
  MarginalEstimatorOptions options;
  options.flow = flow_of("spline", 1, {{4}, "silu"});
  options.ensemble = 2;
  MarginalEstimator estimator({"near", "far"}, DataColumns({DataColumn{}, DataColumn{}}),
                              {Standardizer({0, 0}, {1, 1}), Standardizer({10, 10}, {1, 1})}, options, {1});
  if (rows > 0) estimator.set_held_out({normals(0, rows, {2}), normals(10, rows, {3})});
  return estimator;
}

}  // namespace

TEST_CASE("marginal check: what one model alone never simulates is told, and is like the other") {
  const auto near = check_answer(two_models(999), std::vector{0.3, -0.4});
  REQUIRE(near->warnings.size() == 1);
  CHECK_THAT(near->warnings[0], Contains("none of 999 held-out simulations of far") && Contains("p = 0.001"));
  CHECK(!near->out_of_distribution.unlikely());
  const auto far = check_answer(two_models(999), std::vector{9.8, 10.5});
  REQUIRE(far->warnings.size() == 1);
  CHECK_THAT(far->warnings[0], Contains("simulations of near"));
}

TEST_CASE("marginal check: an observation far from all models is told once") {
  const auto check = check_answer(two_models(999), std::vector{5.0, 5.0});
  CHECK(check->out_of_distribution.mahalanobis_p == 1e-3);
  CHECK(check->out_of_distribution.neighbour_p == 1e-3);
  REQUIRE(check->warnings.size() == 1);
  CHECK_THAT(check->warnings[0], Contains("unlike the simulations of every model (p = 0.001"));
}

TEST_CASE("marginal check: no rank among fewer than 100 rows is unlikely") {
  CHECK(check_answer(two_models(99), std::vector{5.0, 5.0})->warnings.empty());
  CHECK(!check_answer(two_models(100), std::vector{5.0, 5.0})->warnings.empty());
}

TEST_CASE("marginal check: is the same with an estimator from its file, and none with one that kept no rows") {
  const TemporaryDirectory folder;
  const std::vector<double> x = {0.3, -0.4};
  two_models(200).save(folder / "m.h5", {});
  CHECK(check_answer(MarginalEstimator::load(folder / "m.h5"), x)->warnings ==
        check_answer(two_models(200), x)->warnings);
  two_models(0).save(folder / "none.h5", {});
  CHECK(!check_answer(MarginalEstimator::load(folder / "none.h5"), x));
}
