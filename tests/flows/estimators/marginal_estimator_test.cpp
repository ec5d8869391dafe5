#include "flows/estimators/marginal_estimator.hpp"

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/stated_shape.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

/// Two models of two columns, one compressed under the second model; untrained flows with weights blown up.
MarginalEstimator random_estimator(const std::string& family = "spline") {
  MarginalEstimatorOptions options;
  options.flow = flow_of(family, 2, {{10}, "tanh"});
  options.ensemble = 3;
  const InputTransform asinh{InputTransform::Kind::asinh, 1, 0.3};
  const std::vector<DataView> views = {Standardizer({0, 1}, {1, 2}), Standardizer({1, 0.5}, {2, 0.7}, {{}, asinh})};
  MarginalEstimator estimator({"a", "b"}, DataColumns({DataColumn{}, DataColumn{}}), views, options, {1});
  for (std::size_t model = 0; model < 2; ++model) {
    for (std::size_t i = 0; i < 3; ++i) estimator.member(model, i).parameters().flat().mul_(1.5);
  }
  return estimator;
}

}  // namespace

// The middle rule over a box of eight standard deviations to each side; the integrand is smooth.
TEST_CASE("marginal flow: densities integrate to one over the data, under each model") {
  const MarginalEstimator estimator = random_estimator(GENERATE("maf", "spline"));
  constexpr int cells = 150;
  double sums[2] = {0, 0};
  Matrix x(cells * cells, 2);
  std::vector<double> areas;
  for (int i = 0; i < cells; ++i) {
    for (int j = 0; j < cells; ++j) {
      const double w = -6 + 13 * (j + 0.5) / cells;  // asinh((x_1 - 1) / 0.3)
      x(areas.size(), 0) = -15 + 32 * (i + 0.5) / cells;
      x(areas.size(), 1) = 1 + 0.3 * std::sinh(w);
      areas.push_back(0.3 * std::cosh(w) * (32.0 / cells) * (13.0 / cells));
    }
  }
  const Matrix log_q = estimator.log_evidences(x);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    for (std::size_t model = 0; model < 2; ++model) sums[model] += std::exp(log_q(i, model)) * areas[i];
  }
  CHECK(sums[0] == Approx(1).epsilon(3e-3));
  CHECK(sums[1] == Approx(1).epsilon(3e-3));
}

TEST_CASE("marginal flow: one answer is that of its row, and its error the scatter of the members") {
  MarginalEstimator estimator = random_estimator();
  const std::vector<double> x = {0.3, 2};
  const auto evidence = estimator.log_evidence(x);
  const Matrix row = estimator.log_evidences({x.data(), 1, 2});
  REQUIRE(evidence.size() == 2);
  CHECK(evidence[1].value == Approx(row(0, 1)));
  CHECK(evidence[0].error > 0);
  for (std::size_t i = 1; i < 3; ++i) {
    estimator.member(0, i).parameters().flat().copy_(estimator.member(0, 0).parameters().flat());
  }
  CHECK(estimator.log_evidence(x)[0].error == Approx(0).margin(1e-6));
  CHECK(estimator.log_evidence(x)[1].error == evidence[1].error);
}

TEST_CASE("marginal flow: a saved estimator answers as before") {
  const TemporaryDirectory folder;
  const MarginalEstimator estimator = random_estimator(GENERATE("maf", "spline", "nsf", "mdn"));
  estimator.save(folder / "m.h5", {});
  const MarginalEstimator read = MarginalEstimator::load(folder / "m.h5");
  const std::vector<double> x = {0.3, 2};
  CHECK(read.models() == std::vector<std::string>{"a", "b"});
  CHECK(read.log_evidences({x.data(), 1, 2}) == estimator.log_evidences({x.data(), 1, 2}));
}

TEST_CASE("marginal flow: its file states the shape of the data, and it refuses another") {
  const DataColumns columns({DataColumn{}, DataColumn{}});
  const DataView view({2, 1}, Standardizer({0, 1}, {1, 2}));
  check_stated_shape(MarginalEstimator({"a", "b"}, columns, {view, view}, MarginalEstimatorOptions{}, {1}));
}

TEST_CASE("marginal flow: data of another length are an error") {
  CHECK_THROWS_WITH(random_estimator().log_evidence(std::vector{1.0}),
                    Contains("data of shape [1] (the estimator was trained on data of shape [2])"));
}
