#include "apps/stages/overfitting.hpp"

#include <optional>
#include <utility>

#include "core/diagnostics/overfitting.hpp"
#include "core/estimator/estimator_file.hpp"

namespace inquest {
namespace {

// The part with the worst network, and how far that overfits.
std::optional<std::pair<std::string, Overfitting>> worst_of(const TrainingPlan& plan,
                                                            const EstimatorFolder& estimators) {
  std::optional<std::pair<std::string, Overfitting>> worst;
  for (const TrainingPart& part : plan.parts) {
    const auto found = worst_overfitting(load_loss_curves(estimators.file(part.name)));
    if (found && (!worst || found->lost_share > worst->second.lost_share)) worst = {part.name, *found};
  }
  return worst;
}

}  // namespace

void add_overfitting(const TrainingPlan& plan, const EstimatorFolder& estimators, Findings& findings,
                     Reporter& reporter) {
  const auto worst = worst_of(plan, estimators);
  if (!worst) return;
  const auto& [estimator, overfitting] = *worst;
  Findings found;
  found.add("estimator", estimator, "whose validation loss rose again while the training loss fell");
  found.add("best_epoch", static_cast<std::int64_t>(overfitting.best_epoch), "whose weights it keeps");
  found.add("last_epoch", static_cast<std::int64_t>(overfitting.last_epoch), "that it was trained for");
  found.add("lost_share", overfitting.lost_share, "of what the loss had fallen by until then, what it rose again");
  findings.add_group("overfitting", found);
  reporter.info(concat(estimator, " ", overfitting.in_words()));
}

}  // namespace inquest
