#include "apps/run/calibration_verdict.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/number_format.hpp"

namespace inquest {
namespace {

// As a terminal shows it too.
std::string number(double value) { return plain(significant(value, 2)); }

constexpr double unlikely_misfit = 0.01;       // of one of two p-values that crowd around 1/2
constexpr std::size_t least_residuals = 500;   // rows from which their p-values hold
constexpr double unlikely = 0.001;             // p-values below it are doubts, if what they find is
constexpr double least_shift = 0.1;            // of mean residuals, which matters
constexpr double least_excess_variance = 0.2;  // of mean squares
constexpr double least_deviation = 0.04;       // of shares, which matters
constexpr double least_log_odds = 0.1;         // of a classifier: means are 0.1 sd off, or shares by 0.04

bool fails(double p_value, double deviation) { return p_value < unlikely && deviation > least_deviation; }

/// Of the tests that fail, chance among so many taken into account, the one whose numbers are least uniform; or null.
const RankTest* worst_failure(const std::vector<RankTest>& tests) {
  const RankTest* worst = nullptr;
  for (const RankTest& test : tests) {
    const double p = std::min(1.0, test.p_value * static_cast<double>(tests.size()));
    if (fails(p, test.max_deviation) && (worst == nullptr || test.p_value < worst->p_value)) worst = &test;
  }
  return worst;
}

std::string parameter_in_doubt(const std::vector<RankTest>& tests, const std::vector<RankScale>& scales) {
  const RankTest* worst = worst_failure(tests);
  if (worst == nullptr) return "";
  const auto& [shift, width] = scales[static_cast<std::size_t>(worst - tests.data())];
  std::string text = concat("the posteriors of ", worst->name, " are not calibrated");
  const double percent = 100 * (width - 1);
  if (std::abs(percent) >= 5) {
    text += concat(", ", number(std::abs(percent)), "% too ", percent > 0 ? "narrow" : "wide");
  }
  if (std::abs(shift) >= 0.05) {
    text += concat(", ", number(std::abs(shift)), " standard deviations too ", shift > 0 ? "low" : "high");
  }
  return concat(text, " (p = ", number(worst->p_value));
}

std::string pair_in_doubt(const Calibration& calibration) {
  const RankTest* worst = worst_failure(calibration.pairs);
  if (worst == nullptr) return "";
  return concat("the joint posterior of ", worst->name, " is not calibrated (p = ", number(worst->p_value));
}

std::string failure_of(const Calibration& calibration) {
  if (const std::string text = parameter_in_doubt(calibration.parameters, calibration.scales); !text.empty())
    return text;
  const auto& coverage = calibration.coverage;
  if (coverage && fails(coverage->p_value, coverage->max_deviation)) {
    const double inside = observed_coverage(*coverage, {0.68})[0];
    return concat("its regions of 68% hold the truth in ", number(100 * inside),
                  "% of the cases (p = ", number(coverage->p_value));
  }
  if (const std::string text = pair_in_doubt(calibration); !text.empty()) return text;
  if (fails(calibration.tarp.p_value, calibration.tarp.max_deviation)) {
    return concat("the joint posterior is not calibrated (TARP: p = ", number(calibration.tarp.p_value));
  }
  return "";
}

double least_p(const std::vector<RankTest>& tests) {
  return std::ranges::min_element(tests, {}, &RankTest::p_value)->p_value;
}

std::string least_p_text(double p_value) {
  const char* words = p_value < unlikely ? "its error bars hold nearly" : "its error bars hold";
  return concat(words, " (the least of its p-values is ", number(p_value), ")");
}

}  // namespace

std::string doubt_of(const Calibration& calibration) {
  const std::string failure = failure_of(calibration);
  if (failure.empty()) return "";
  return concat(failure, ", of ", calibration.rows,
                " test simulations); simulate more, or take another method or a larger network");
}

std::string doubt_of(const Residuals& residuals) {
  if (residuals.rows < least_residuals) return "";
  const auto count = static_cast<double>(residuals.parameters.size());
  const ResidualTest* worst = nullptr;
  for (const ResidualTest& test : residuals.parameters) {
    const bool matters =
        std::abs(test.mean.value) > least_shift || std::abs(test.variance.value - 1) > least_excess_variance;
    if (!matters || !(test.p_value * count < unlikely)) continue;
    if (worst == nullptr || test.p_value < worst->p_value) worst = &test;
  }
  if (worst == nullptr) return "";
  return concat("the moments of ", worst->name, " do not hold for ", residuals.rows,
                " test simulations (their standardised residuals have mean ",
                plain(with_error(worst->mean.value, worst->mean.error)), " and mean square ",
                plain(with_error(worst->variance.value, worst->variance.error)),
                ", for 0 and 1); simulate more, or take a larger network");
}

std::string doubt_of(const LocalC2st& found) {
  if (!(found.p_value < unlikely && found.deviation() > least_log_odds)) return "";
  return concat(
      "a classifier tells its draws at the observation from true parameters (local C2ST: p = ", number(found.p_value),
      ", log odds of ", number(found.deviation()), ", from ", found.rows,
      " test simulations); simulate more, in rounds for instance, or take another method or a larger network");
}

std::string doubt_of(const LocalCalibration& calibration) {
  const std::string failure = parameter_in_doubt(calibration.parameters, calibration.scales);
  if (failure.empty()) return "";
  return concat(failure, ", of ", calibration.rows, " simulations near the observation); simulate more, in rounds for ",
                "instance, or take another method or a larger network");
}

std::string doubt_of(const OutOfDistribution& found, const std::string& model) {
  if (!found.unlikely()) return "";
  return concat(
      "the observation is unlike all simulations of ", model, " (", found.in_words(),
      "), so that this posterior is extrapolated; look for what the simulator lacks, or for faults of the data");
}

std::string doubt_of(const FarNumber& found, const std::string& model) {
  return concat("number ", found.number + 1, " of the observation lies ", number(found.distance),
                " standard deviations from the mean of the simulations of ", model,
                ", outside the range of all of them, so that this posterior is extrapolated; check its unit, and ",
                "whether it has an offset that simulations lack");
}

std::string misfit_of(const Predictive& predictive, const std::string& model) {
  const double least = std::min(predictive.p_value, predictive.extreme_p);
  if (!(least <= unlikely_misfit)) return "";
  const std::string where = predictive.extreme_p <= unlikely_misfit
                                ? concat(", most of all in number ", predictive.extreme + 1)
                                : ", in many numbers";
  return concat("the observation is unlike ", predictive.rows, " simulations of ", model,
                " from draws of this posterior (p = ", number(least), where,
                "): the model does not describe the data, or the posterior is wrong");
}

std::string sentence_of(const PosteriorCheck& check) {
  if (!check.left_out.empty()) return concat("Nothing has tested its error bars: ", check.left_out, ".");
  const bool holds_here = !check.local_c2st || doubt_of(*check.local_c2st).empty();
  if (check.calibration && holds_here && doubt_of(*check.calibration).empty()) {
    const Calibration& found = *check.calibration;
    double least = std::min({least_p(found.parameters), found.tarp.p_value, found.pairs_p});
    if (found.coverage) least = std::min(least, found.coverage->p_value);
    if (check.local_c2st) least = std::min(least, check.local_c2st->p_value);
    return concat("On ", found.rows, " test simulations ", least_p_text(least), ".");
  }
  if (check.residuals && doubt_of(*check.residuals).empty()) {
    const auto& tests = check.residuals->parameters;
    const double least = std::ranges::min_element(tests, {}, &ResidualTest::p_value)->p_value;
    return concat("On ", check.residuals->rows, " test simulations ", least_p_text(least), ".");
  }
  return "";
}

}  // namespace inquest
