// As npe_test.cpp, for likelihood estimators.

#include <cmath>

#include "flows/estimators/likelihood_estimator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/flows.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

const std::filesystem::path file = INQUEST_SOURCE_DIR "/tests/golden/nle.h5";

std::vector<double> log_likelihood_at_places(const LikelihoodEstimator& estimator) {
  Matrix theta(3, 3);
  theta.values() = {70, -1, 0.3, 52, -1, 2.9, 88, -1, -0.5};
  std::vector<double> values(3);
  estimator.log_likelihood(theta, std::vector<double>{4, 7, 0.2, 30}, values);
  return values;
}

}  // namespace

TEST_CASE("golden: an nle estimator of format 1 gives the likelihoods that it gave") {
  const LikelihoodEstimator estimator = LikelihoodEstimator::load(file);
  CHECK(estimator.space().free_names() == std::vector<std::string>{"H0", "b"});
  CHECK(estimator.columns().size() == 3);
  CHECK(estimator.view().shape() == Shape{4});
  const std::vector<double> expected = {-12.16470297, -10.99417516, -15.32724086};
  const std::vector<double> values = log_likelihood_at_places(estimator);
  for (std::size_t i = 0; i < 3; ++i) CHECK(values[i] == Approx(expected[i]).epsilon(0).margin(1e-5));
}

TEST_CASE("golden: make the nle estimator", "[.make-golden]") {
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse(
      "{H0: {prior: {uniform: [50, 90]}, latex: 'H_0', unit: km/s/Mpc}, w: -1, b: {prior: {normal: [0, 1]}}}",
      "run.yaml"));
  LikelihoodEstimatorOptions options;
  options.flow = flow_of("maf", 2, {{6}, "silu"});
  options.ensemble = 2;
  using Role = DataColumn::Role;
  const DataColumns columns({{Role::integer, 0}, {Role::constant, 7}, {Role::density, 0}, {Role::density, 0}});
  using Kind = InputTransform::Kind;
  const Standardizer scales({3, -1, 0.5}, {2, 0.8, 1.5}, {{}, {Kind::asinh, 0, 0.1}, {Kind::asinh, 20, 3}});
  LikelihoodEstimator estimator(space, columns, DataView({4}, scales), options, {1});
  for (std::size_t i = 0; i < estimator.members(); ++i) estimator.member(i).parameters().flat().mul_(5);
  estimator.save(file, {});
  for (const double value : log_likelihood_at_places(estimator)) WARN(concat("log-likelihood ", value));
}
