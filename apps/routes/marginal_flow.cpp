// marginal_flow: a normalising flow of the data under each model; log K is the ratio of two densities.

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/method_options.hpp"
#include "flows/estimators/marginal_check.hpp"
#include "flows/estimators/marginal_estimator.hpp"
#include "flows/estimators/marginal_training.hpp"

namespace inquest {
namespace {

using Options = MarginalEstimatorOptions;

std::string obstacle(const ModelSet&, const ConfigNode&, std::span<const double>) { return ""; }

TrainingPlan training(const std::string& name, const ModelSet& models, const std::vector<ModelData>& data,
                      const ConfigNode& options, Seed seed) {
  const auto trained = read_options<Options>(options, {"method"});
  return plan_of({name, training_key("marginal_flow", models.names(), trained), [=, names = models.names()] {
                    std::vector<const JointData*> joint;
                    for (const ModelData& of_model : data) joint.push_back(&of_model.joint());
                    return make_marginal_training(name, names, joint, trained, seed);
                  }});
}

EvidenceAnswer compare(const std::filesystem::path& path, const ConfigNode& options, const EvidenceQuestion& question) {
  const auto estimator = MarginalEstimator::load(path, device_of<Options>(options));
  require_models(estimator.models(), question.models, path);
  std::vector<double> log_z, error;
  for (const Measured& density : estimator.log_evidence(question.x)) {
    log_z.push_back(density.value);
    error.push_back(density.error);
  }
  return with_check(
      from_log_evidence(question.models.names(), log_z, error, question.models.probabilities(), "ensemble"),
      check_answer(estimator, question.x));
}

Matrix log_evidence(const std::filesystem::path& path, const ConfigNode& options, ConstMatrixView x) {
  return MarginalEstimator::load(path, device_of<Options>(options)).log_evidences(x);
}

}  // namespace

EvidenceMethod marginal_flow_method() {
  return {"marginal_flow",
          "evidence by density: a normalising flow q(x | M) of the data under each model, for any number of models",
          document_options<Options>(),
          method_schema<Options>("marginal_flow"),
          [](const ConfigNode& entry) { return resolve_method_options<Options>(entry, "marginal_flow"); },
          obstacle,
          training,
          compare,
          log_evidence};
}

}  // namespace inquest
