#include <algorithm>
#include <filesystem>
#include <iterator>

#include "apps/routes/method_options.hpp"
#include "apps/stages/stage.hpp"
#include "apps/stages/training_plans.hpp"
#include "core/estimator/train_plans.hpp"

namespace inquest {
namespace {

TrainingJournal notes_in(Journal& journal) {
  return {[&](const std::string& part, double seconds) { journal.add_estimator(part, seconds); },
          [&](const std::string& part, const std::string& trained) { journal.add_sharing(part, trained); }};
}

/// With advice where a last step finds a file of a part that cannot be read.
std::vector<TrainingPlan> with_advice(std::vector<TrainingPlan> plans) {
  for (TrainingPlan& plan : plans) {
    if (!plan.finish) continue;
    plan.finish = [finish = plan.finish](const std::filesystem::path& file) {
      with_estimator(file, [&] { finish(file); });
    };
  }
  return plans;
}

}  // namespace

void train_stage(RunContext& context) {
  const RunTrainings trainings(context);
  std::vector<TrainingPlan> plans = trainings.plans();
  std::ranges::copy(trainings.quarters(), std::back_inserter(plans));
  train_plans(with_advice(std::move(plans)), context.directory.estimators(), context.reporter,
              notes_in(context.journal));
}

}  // namespace inquest
