// An estimator file of an earlier build must be read, and answered from, for ever after.
//
// `test_golden "[.make-golden]"` writes the file anew and tells its numbers; a new file is a new format.

#include <cmath>

#include "flows/estimators/posterior_estimator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/flows.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

const std::filesystem::path file = INQUEST_SOURCE_DIR "/tests/golden/npe.h5";
const std::vector<double> observed = {0.4, -1.1};

Matrix places() {
  Matrix theta(4, 2);
  theta.values() = {70, 0.3, 52, 0.9, 88, 0.05, 61.5, 0.5};
  return theta;
}

std::vector<double> log_prob_at_places(const PosteriorEstimator& estimator) {
  std::vector<double> values(4);
  estimator.given(observed).log_prob(places(), values);
  return values;
}

}  // namespace

TEST_CASE("golden: an npe estimator of format 1 gives the densities and draws that it gave") {
  const PosteriorEstimator estimator = PosteriorEstimator::load(file);
  CHECK(estimator.space().free_names() == std::vector<std::string>{"H0", "Om"});
  CHECK(estimator.space().free_parameter(0).unit == "km/s/Mpc");
  const std::vector<double> expected = {-4.406881218, -6.590044514, -10.47239375, -3.694917089};
  const std::vector<double> values = log_prob_at_places(estimator);
  for (std::size_t i = 0; i < 4; ++i) CHECK(values[i] == Approx(expected[i]).epsilon(0).margin(1e-5));
  const Draws draws = estimator.given(observed).sample(2, {7});
  CHECK(draws.theta(0, 0) == Approx(78.15903223).epsilon(1e-5));
  CHECK(draws.theta(1, 1) == Approx(0.4579903103).epsilon(1e-5));
}

TEST_CASE("golden: make the npe estimator", "[.make-golden]") {
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse(
      "{H0: {prior: {uniform: [50, 90]}, latex: 'H_0', unit: km/s/Mpc}, Om: {prior: {uniform: [0, 1]}}}", "run.yaml"));
  PosteriorEstimatorOptions options;
  options.flow = flow_of("spline", 2, {{6}, "silu"});
  options.ensemble = 1;
  PosteriorEstimator estimator(space, Standardizer({0, -1}, {1, 2}), options, {1});
  for (std::size_t i = 0; i < estimator.members(); ++i) estimator.member(i).parameters().flat().mul_(5);
  estimator.save(file, {});
  const Draws draws = estimator.given(observed).sample(2, {7});
  for (const double value : log_prob_at_places(estimator)) WARN(concat("log_prob ", value));
  WARN(concat("draws ", draws.theta(0, 0), " ", draws.theta(1, 1)));
}
