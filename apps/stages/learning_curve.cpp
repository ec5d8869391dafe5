#include "apps/stages/learning_curve.hpp"

#include <cmath>

#include "core/base/number_format.hpp"
#include "core/infer/bayes_factor.hpp"
#include "core/infer/summary_difference.hpp"

namespace inquest {
namespace {

constexpr std::int64_t least_train = 400;        // a quarter of fewer than these teaches a network nothing
constexpr double most_change = 0.5;              // of ln K, nats
constexpr double most_deviations_of_change = 2;  // of its error

constexpr const char* advice = "; simulate more, until that no longer changes it";

// ln K that moved by more than its errors, the first pair of models where there are several.
std::string change_of(const EvidenceEstimate& quarter, const EvidenceEstimate& all) {
  for (const BayesFactor& now : bayes_factors(all)) {
    const auto before = bayes_factor(quarter, now.model, now.other);
    if (!before) continue;
    const double change = std::abs(now.log_k - before->log_k);
    if (!(change > most_change && change > most_deviations_of_change * std::hypot(now.error, before->error))) continue;
    return plain(concat(now.name(), " ", now.relation_text(), " is ", before->value_text(),
                        " when it learns from a quarter of the simulations, so that it depends on their number",
                        advice));
  }
  return "";
}

std::string loss_to_come(const LearningCurve& curve) {
  return concat("its ln K may still be off by ", plain(fixed(curve.log_k_error, 1)),
                " (a quarter of the simulations loses ", plain(with_error(curve.gain, curve.gain_error)),
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
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    doubts.push_back(concat("a quarter of the simulations gives no answer to hold this one against (", error.what(),
                            "); simulate more, or set diagnostics.learning_curve=false"));
  }
}

TrainingPlan on_a_quarter(TrainingPlan plan) {
  for (TrainingPart& part : plan.parts) part.key = "a quarter of the simulations\n" + part.key;
  return plan;
}

void add_learning_curve(const PosteriorSummary& quarter, const std::vector<std::string>& parameters,
                        PosteriorAnswer& answer) {
  const SummaryDifference found = largest_difference(quarter, answer.summary);
  const std::string& parameter = parameters[found.parameter];
  Findings findings;
  findings.add("parameter", parameter, "that a quarter of the simulations has most otherwise");
  findings.add("sigma", found.sigma, "difference of its means, in standard deviations of the posterior");
  findings.add("width_ratio", found.width_ratio, "of its wider to its narrower standard deviation");
  answer.findings.add_group("learning_curve", findings);
  if (!found.in_mean && !found.in_width) return;
  answer.doubts.push_back(concat("a quarter of the simulations gives another posterior (", found.in_words(parameter),
                                 "), so that it depends on their number", advice));
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
    findings.add("gain", Measured{curve->gain, curve->gain_error},
                 "what a quarter of the simulations loses more of each held out, nats");
    findings.add("log_k_to_come", curve->log_k_error, "error of ln K that more simulations would still mend");
  }
  answer.findings.add_group("learning_curve", findings);
  const std::string change = change_of(quarter, answer.estimate);
  if (!change.empty()) answer.doubts.push_back(change);
  if (curve && curve->matters()) answer.doubts.push_back(loss_to_come(*curve));
}

}  // namespace inquest
