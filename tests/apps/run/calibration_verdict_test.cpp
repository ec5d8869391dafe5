#include "apps/run/calibration_verdict.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

/// Everything holds but for what a test changes.
Calibration good() {
  const RankTest right{"a", std::vector<double>(1000, 0.5), 0.4, 0.02};
  Calibration calibration{.rows = 1000, .draws = 250};
  calibration.parameters = {right, right};
  calibration.parameters[1].name = "b";
  calibration.scales = {{}, {}};
  calibration.coverage = calibration.tarp = right;
  calibration.pairs = {right};
  calibration.pairs[0].name = "a * b";
  calibration.pairs_p = 0.3;
  return calibration;
}

void fail(RankTest& test) {
  test.p_value = 1e-5;
  test.max_deviation = 0.08;
}

TEST_CASE("calibration_verdict: what holds is said with its least p-value") {
  CHECK(doubt_of(good()).empty());
  CHECK(sentence_of({.calibration = good()}) ==
        "On 1000 test simulations its error bars hold (the least of its p-values is 0.3).");
  CHECK(sentence_of({.left_out = "there are 3 test simulations"}) ==
        "Nothing has tested its error bars: there are 3 test simulations.");
  CHECK(sentence_of({}).empty());
}

TEST_CASE("calibration_verdict: a parameter that fails is named, with the size of the fault") {
  Calibration calibration = good();
  fail(calibration.parameters[1]);
  calibration.scales[1] = {-0.31, 1.25};
  CHECK_THAT(doubt_of(calibration), Contains("the posteriors of b are not calibrated, 25% too narrow, 0.31 standard "
                                             "deviations too high (p = 1.0e-05, of 1000 test simulations)") ||
                                        Contains("25% too narrow, 0.31 standard deviations too high"));
  CHECK(sentence_of({.calibration = calibration}).empty());
}

TEST_CASE("calibration_verdict: so are regions, pairs and the joint posterior") {
  Calibration calibration = good();
  fail(calibration.tarp);
  CHECK_THAT(doubt_of(calibration), Contains("the joint posterior is not calibrated (TARP"));
  fail(calibration.pairs[0]);
  CHECK_THAT(doubt_of(calibration), Contains("the joint posterior of a * b is not calibrated"));
  fail(*calibration.coverage);
  CHECK_THAT(doubt_of(calibration), Contains("its regions of 68% hold the truth in 100% of the cases"));
}

TEST_CASE("calibration_verdict: what chance explains, or what is too small to matter, is no doubt") {
  Calibration calibration = good();
  calibration.parameters[0].p_value = 0.002;
  calibration.parameters[0].max_deviation = 0.08;
  CHECK(doubt_of(calibration).empty());
  calibration.parameters[0].p_value = 1e-5;
  calibration.parameters[0].max_deviation = 0.03;
  CHECK(doubt_of(calibration).empty());
}

TEST_CASE("calibration_verdict: a classifier that tells draws at the observation from the truth") {
  LocalC2st found{.rows = 1000, .draws = 1000, .statistic = 0.0125, .null_statistic = 0.0025, .p_value = 0.0005};
  CHECK(found.deviation() == Approx(0.4));
  CHECK_THAT(doubt_of(found), Contains("(local C2ST: p = 5e-4, log odds of 0.4, from 1000 test simulations)"));
  CHECK(sentence_of({.calibration = good(), .local_c2st = found}).empty());
  found.statistic = 0.003;  // log odds of 0.09, which do not matter
  CHECK(doubt_of(found).empty());
  CHECK(sentence_of({.calibration = good(), .local_c2st = found}) ==
        "On 1000 test simulations its error bars hold nearly (the least of its p-values is 5e-4).");
  found = {.rows = 1000, .statistic = 0.01, .null_statistic = 0.005, .p_value = 0.002};
  CHECK(doubt_of(found).empty());
}

TEST_CASE("calibration_verdict: an observation that is unlike the simulations") {
  CHECK(doubt_of(OutOfDistribution{0.02, 0.5}, "m").empty());
  CHECK_THAT(doubt_of(OutOfDistribution{0.5, 0.001}, "m"), Contains("unlike all simulations of m (p = 0.001 by"));
}

TEST_CASE("calibration_verdict: data that no draw of the posterior explains are told with their place") {
  Predictive predictive{.rows = 200, .p_value = 0.4, .extreme_p = 0.3, .extreme = 16};
  CHECK(misfit_of(predictive, "m").empty());
  predictive.extreme_p = 0.005;
  CHECK_THAT(misfit_of(predictive, "m"), Contains("unlike 200 simulations of m") && Contains("in number 17"));
  predictive.extreme_p = 0.3;
  predictive.p_value = 0.005;
  CHECK_THAT(misfit_of(predictive, "m"), Contains("(p = 0.005, in many numbers)"));
}

TEST_CASE("calibration_verdict: a fault that matters is told beside a surer one that does not") {
  Calibration calibration = good();
  calibration.parameters[0].p_value = 1e-9;
  calibration.parameters[0].max_deviation = 0.016;
  calibration.parameters[1].p_value = 1e-6;
  calibration.parameters[1].max_deviation = 0.06;
  CHECK_THAT(doubt_of(calibration), Contains("the posteriors of b are not calibrated"));
}

TEST_CASE("calibration_verdict: residuals of moments") {
  Residuals residuals{.rows = 1000, .parameters = {{"a", {0.01, 0.03}, {1.02, 0.05}, 0.6}}, .chi_square = {1, 0.05}};
  CHECK(doubt_of(residuals).empty());
  CHECK_THAT(sentence_of({.residuals = residuals}), Contains("its error bars hold (the least of its p-values is 0.6)"));
  residuals.parameters[0].variance = {1.5, 0.07};
  residuals.parameters[0].p_value = 1e-9;
  residuals.rows = 100;
  CHECK(doubt_of(residuals).empty());  // of so few the p-value does not hold
  residuals.rows = 1000;
  CHECK_THAT(doubt_of(residuals), Contains("the moments of a do not hold") && Contains("mean square 1.500 +- 0.070"));
}

}  // namespace
}  // namespace inquest
