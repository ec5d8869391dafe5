#include "apps/stages/outdated.hpp"

#include <filesystem>

#include "apps/stages/training_plans.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

class Outdated {
 public:
  Outdated(RunContext& context, bool changed) : context_(context), trainings_(context), changed_(changed) {}

  void remove() {
    for (const TrainingPlan& plan : trainings_.plans()) {
      const bool there = folder_.has(plan.name), anew = remove_if_outdated(plan);
      if (anew) anew_.push_back(plan.name);
      if (there && !anew) kept_.push_back(plan.name);
    }
    for (const TrainingPlan& plan : trainings_.quarters()) remove_if_outdated(plan);
  }

  const std::vector<std::string>& anew() const { return anew_; }
  const std::vector<std::string>& kept() const { return kept_; }

 private:
  // Whether something is lost by it.
  bool remove_if_outdated(const TrainingPlan& plan) {
    bool lost = plan.finish && remove_if_outdated(plan.name);
    for (const TrainingPart& part : plan.parts) lost = remove_if_outdated(part.name) || lost;
    return lost;
  }

  bool remove_if_outdated(const std::string& name) {
    Journal& journal = context_.journal;
    const std::string before = journal.plan(name);
    const std::string now = std::to_string(Seed{}.child(trainings_.origin(name)).value);
    if (before == now) return false;
    bool removed = false;
    if (!before.empty() || changed_) {
      removed = fs::remove(folder_.file(name));
      remove_checkpoints(name);
      journal.forget(name);
    }
    journal.add_plan(name, now);
    return removed;
  }

  // They are called after its networks, "lambda.npe.0.h5".
  void remove_checkpoints(const std::string& name) const {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_.checkpoints(), none)) {
      if (entry.path().filename().string().starts_with(name + ".")) fs::remove(entry);
    }
  }

  RunContext& context_;
  RunTrainings trainings_;
  bool changed_;
  EstimatorFolder folder_ = context_.directory.estimators();
  std::vector<std::string> anew_, kept_;
};

}  // namespace

void remove_outdated(RunContext& context, const std::vector<std::string>& changes) {
  Outdated outdated(context, !changes.empty());
  outdated.remove();
  if (changes.empty() && outdated.anew().empty()) return;
  Reporter& reporter = context.reporter;
  reporter.info(concat("changed in the run file: ", changes.empty() ? "nothing" : join(changes)));
  if (!outdated.anew().empty()) {
    reporter.info(concat("trained anew, with other options or simulations: ", join(outdated.anew())));
  }
  if (!outdated.kept().empty()) reporter.info(concat("kept as they are: ", join(outdated.kept())));
  reporter.info("answered anew: all routes");
}

}  // namespace inquest
