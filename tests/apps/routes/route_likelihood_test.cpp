#include "apps/routes/route_likelihood.hpp"

#include "core/base/random.hpp"
#include "moments/gaussian_likelihood_training.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/training_recorder.hpp"

namespace inquest::testing {
namespace {

// x = a + e with normal e, or with e^2 in its place, which no covariance follows.
PairedRows rows(std::size_t n, Seed seed, bool skewed) {
  PairedRows result{Matrix(n, 1), Matrix(n, 1)};
  Random random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = random.normal(), e = random.normal();
    result.theta(i, 0) = a;
    result.x(i, 0) = a + (skewed ? e * e : e);
  }
  return result;
}

std::string doubt_where(bool skewed) {
  const TemporaryDirectory folder;
  const GaussianLikelihoodOptions options;
  Model model{"m", ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "run.yaml")), {}};
  model.assumed_likelihood = options;
  fit_gaussian_likelihood(model.space, rows(5000, {1}, skewed), rows(2000, {2}, skewed), {}, options)
      .save(folder / "m.assumed_likelihood.h5");
  TrainingRecorder reporter;
  return doubt_of_likelihood({}, model, {"m.nested", EstimatorFolder(folder.path()), {}, reporter});
}

}  // namespace

TEST_CASE("an assumed likelihood that simulations speak against is a doubt of the route that samples it") {
  CHECK(doubt_where(false).empty());
  CHECK_THAT(doubt_where(true), Catch::Matchers::Contains("the likelihood that is assumed does not hold: chi-square"));
}

TEST_CASE("a likelihood that is learned, or known, is no assumption") {
  Model model{"m", ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "run.yaml")), {}};
  TrainingRecorder reporter;
  const RouteContext context{"m.nested", EstimatorFolder("nowhere"), {}, reporter};
  CHECK(doubt_of_likelihood({}, model, context).empty());
  model.assumed_likelihood = GaussianLikelihoodOptions();
  CHECK(doubt_of_likelihood({.likelihood = "nle"}, model, context).empty());
}

}  // namespace inquest::testing
