#include "apps/stages/learning_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/caught_error.hpp"
#include "core/base/number_format.hpp"
#include "core/base/statistics.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/infer/bayes_factor.hpp"
#include "core/infer/summary_difference.hpp"

namespace inquest {
namespace {

constexpr std::int64_t least_train = 400;  // a quarter of fewer than these teaches a network nothing
// What the last factor of four changed is followed by about half as much: half a standard deviation, a factor of 1.3 in
// width, and a quarter of a nat, which is the divergence of densities 0.7 standard deviations apart.
constexpr double most_sigma = 1;
constexpr double most_ratio = 1.69;
constexpr double most_gain = 0.5;
constexpr double most_change = 0.5;              // of ln K, nats
constexpr double most_deviations_of_change = 2;  // of its error

constexpr const char* advice = "; simulate more, until that no longer changes it";

// ln K that moved by more than its errors, the first pair of models where there are several.
std::string change_of(const EvidenceEstimate& quarter, const EvidenceEstimate& all) {
  for (const BayesFactor& now : bayes_factors(all)) {
    const auto before = bayes_factor(quarter, now.model, now.other);
    if (!before || now.extrapolated || before->extrapolated) continue;
    if (now.lower_bound || before->lower_bound) continue;  // bounds grow with the number of simulations
    const double change = std::abs(now.log_k - before->log_k);
    if (!(change > most_change && change > most_deviations_of_change * std::hypot(now.error, before->error))) continue;
    return plain(concat(now.name(), " ", now.relation_text(), " is ", before->value_text(),
                        " when it learns from a quarter of the simulations, so that it depends on their number",
                        advice));
  }
  return "";
}

std::string change_of(const SummaryDifference& found, const std::string& parameter) {
  return concat("a quarter of the simulations gives another posterior (", found.in_words(parameter),
                "), so that it depends on their number", advice);
}

std::string gain_to_come(double gain) {
  return concat("its networks were trained on too few simulations (a quarter of them gives held-out parameters ",
                significant(gain, 2), " nats less of log density; more of them would gain about half as much again)",
                advice);
}

// Whether auto answers with nle, of whose posterior the losses of npe say nothing.
bool picked_likelihood(const Findings& findings) {
  return std::ranges::any_of(findings.all(), [](const Finding& finding) {
    return finding.path.back() == "picked" && finding.value == Finding::Value(std::string("nle"));
  });
}

// Of the networks of an estimator's file: the mean of their least validation losses.
double mean_of_best(const std::filesystem::path& file) {
  std::vector<double> best;
  for (const auto& [network, curve] : load_loss_curves(file)) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t epoch = 0; epoch < curve.rows(); ++epoch) least = std::min(least, curve(epoch, 2));
    best.push_back(least);
  }
  return mean_of(best);
}

std::string loss_to_come(const LearningCurve& curve) {
  return concat("its ln K may still be off by ", plain(fixed(curve.log_k_error, 1)),
                " (a quarter of the simulations loses ", plain(with_error(curve.gain.value, curve.gain.error)),
                " nats more on those held out, so that more of them would gain about half as much again)", advice);
}

}  // namespace

bool tells_learning_curve(const Run& run) {
  return run.diagnostics.learning_curve && run.simulations.train >= least_train;
}

std::string quarter_name(const std::string& estimator) { return estimator + ".quarter"; }

Seed quarter_seed(Seed seed) { return seed.child("quarter"); }

RouteContext quarter_context(const RouteContext& all, Reporter& reporter) {
  return {quarter_name(all.name), all.estimators, quarter_seed(all.seed), reporter};
}

void ask_quarter(const std::function<void()>& ask, std::vector<std::string>& doubts) {
  try {
    ask();
  } catch (...) {
    const Error error = caught_error();
    if (error.kind() == ErrorKind::interrupted) throw error;
    doubts.push_back(concat("a quarter of the simulations gives no answer to hold this one against (", error.what(),
                            "); simulate more, or set diagnostics.learning_curve=false"));
  }
}

TrainingPlan on_a_quarter(TrainingPlan plan) {
  for (TrainingPart& part : plan.parts) part.key = "a quarter of the simulations\n" + part.key;
  return plan;
}

std::optional<double> posterior_gain(const EstimatorFolder& estimators, const TrainingPlan& quarter,
                                     const TrainingPlan& all) {
  for (std::size_t i = 0; i < all.parts.size(); ++i) {
    if (all.parts[i].kind != "npe") continue;
    return mean_of_best(estimators.file(quarter.parts[i].name)) - mean_of_best(estimators.file(all.parts[i].name));
  }
  return std::nullopt;
}

void add_learning_curve(const PosteriorSummary& quarter, std::optional<double> gain,
                        const std::vector<std::string>& parameters, PosteriorAnswer& answer) {
  const SummaryDifference found = largest_difference(quarter, answer.summary);
  const std::string& parameter = parameters[found.parameter];
  Findings findings;
  findings.add("parameter", parameter, "that differs most between a quarter of the simulations and all");
  findings.add("sigma", found.sigma, "difference of its means, in standard deviations of the posterior");
  findings.add("width_ratio", found.width_ratio, "of its wider to its narrower standard deviation");
  const bool tells = gain && !picked_likelihood(answer.findings);
  const double nats = tells ? *gain : 0;
  if (tells) findings.add("gain", nats, "of ln q(theta | x) of a held-out row over a quarter of the simulations, nats");
  answer.findings.add_group("learning_curve", findings);
  const bool changes =
      (found.in_mean && found.sigma > most_sigma) || (found.in_width && found.width_ratio > most_ratio);
  if (changes) answer.doubts.push_back(change_of(found, parameter));
  if (nats > most_gain) answer.doubts.push_back(gain_to_come(nats));
}

void add_learning_curve(const EvidenceEstimate& quarter, const std::optional<LearningCurve>& curve,
                        EvidenceAnswer& answer) {
  const BayesFactor best = bayes_factors(answer.estimate).front();
  Findings findings;
  if (const auto before = bayes_factor(quarter, best.model, best.other)) {
    findings.add("log_k", Measured{before->log_k, before->error},
                 concat("of ", best.model, " over ", best.other, " from a quarter of the simulations"));
  }
  if (curve) {
    findings.add("gain", curve->gain, "what a quarter of the simulations loses more of each held out, nats");
    findings.add("log_k_to_come", curve->log_k_error, "error of ln K that more simulations would still mend");
  }
  answer.findings.add_group("learning_curve", findings);
  const std::string change = change_of(quarter, answer.estimate);
  if (!change.empty()) answer.doubts.push_back(change);
  if (curve && curve->matters()) answer.doubts.push_back(loss_to_come(*curve));
}

}  // namespace inquest
