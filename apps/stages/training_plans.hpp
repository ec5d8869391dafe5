// The trainings that a run asks for, in the order of its file: for each model its assumed likelihood and its posterior
// routes, then the evidence routes.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "apps/stages/stage.hpp"
#include "core/estimator/training_plan.hpp"

namespace inquest {

class RunTrainings {
 public:
  /// Reads no simulations: a training does when it is prepared. `context` must outlive this.
  explicit RunTrainings(const RunContext& context);

  RunTrainings(const RunTrainings&) = delete;
  RunTrainings& operator=(const RunTrainings&) = delete;

  const std::vector<TrainingPlan>& plans() const { return plans_; }

  /// Those of learning curves (apps/stages/learning_curve.hpp). What is held out to validate posteriors is the same for
  /// a quarter and for all, so that their losses can be compared; networks of ln K train on such rows too.
  const std::vector<TrainingPlan>& quarters() const { return quarters_; }

  /// What the file of a plan or of a part of one follows from, as text: its options, its rows and their models.
  std::string origin(const std::string& estimator) const { return origins_.at(estimator); }

  /// Seconds that the networks of an estimator trained, those that it shares with others among them; 0 of none.
  double seconds(const std::string& estimator) const;

 private:
  ModelData data_of(const Model& model);
  ModelData quarter_of(const Model& model, std::size_t validation_step);
  const JointData& joint_of(const Model& model);
  const JointData& quarter_joint_of(const Model& model, std::size_t validation_step);
  void add_posterior_plans(const Model& model);
  void add_evidence_plans();
  void add(TrainingPlan plan, const std::string& rows, std::vector<TrainingPlan>& plans);

  const RunContext& context_;
  std::map<std::string, JointData> read_;                             // by model
  std::map<std::pair<std::string, std::size_t>, JointData> thinned_;  // and by the step of the rows that validate
  std::vector<TrainingPlan> plans_, quarters_;
  std::map<std::string, std::string> origins_;  // by estimator
};

}  // namespace inquest
