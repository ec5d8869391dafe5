#include <algorithm>
#include <filesystem>
#include <iterator>

#include "apps/routes/method_options.hpp"
#include "apps/stages/stage.hpp"
#include "apps/stages/training_plans.hpp"
#include "core/data/data_obstacles.hpp"
#include "core/estimator/train_plans.hpp"

namespace inquest {
namespace {

TrainingJournal notes_in(RunContext& context) {
  Journal& journal = context.journal;
  return {[&](const std::string& part, double seconds) { journal.add_estimator(part, seconds); },
          [&](const std::string& part, const std::string& trained) { journal.add_sharing(part, trained); },
          [&](const std::string& plan, const Error& error) {
            context.reporter.info(concat(plan, " cannot be trained: ", error.what()));
            context.untrained.emplace(plan, error);
          }};
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

/// Throws on data that keep every method from an answer; what is trained already was learned from data with noise.
void check_data(const RunContext& context, const std::vector<TrainingPlan>& plans) {
  const EstimatorFolder& folder = context.directory.estimators();
  const auto rows = static_cast<std::size_t>(context.run.simulations.rows());
  const bool trains = std::ranges::any_of(plans, [&](const TrainingPlan& plan) { return !folder.has(plan.name); });
  for (const Model& model : context.run.models.models()) {
    if (plans.empty() || !model.has_simulator()) continue;
    require_possible(model, context.store, rows, context.run.observation);
    if (trains && model.space.dimension() > 0) require_noise(model, context.store, rows);
  }
}

}  // namespace

void train_stage(RunContext& context) {
  const RunTrainings trainings(context);
  check_data(context, trainings.plans());
  std::vector<TrainingPlan> plans = trainings.plans();
  std::ranges::copy(trainings.quarters(), std::back_inserter(plans));
  train_plans(with_advice(std::move(plans)), context.directory.estimators(), context.reporter, notes_in(context));
}

}  // namespace inquest
