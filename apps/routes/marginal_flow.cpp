// marginal_flow: a normalising flow of the data under each model; log K is the ratio of two densities.

#include <algorithm>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/method_options.hpp"
#include "apps/routes/network_obstacle.hpp"
#include "apps/routes/trained_evidence.hpp"
#include "flows/estimators/marginal_check.hpp"
#include "flows/estimators/marginal_estimator.hpp"
#include "flows/estimators/marginal_training.hpp"

namespace inquest {
namespace {

using Options = MarginalEstimatorOptions;

// Its flows are given nothing beside the data that they are densities of.
std::string obstacle_of(const Options& options, const ModelSet& models) {
  if (options.flow.embedding) return "has nothing to embed (its flows are densities of the data alone)";
  return obstacle_to_density(options.data, models.models().front());
}

TrainingPlan training(const Options& options, const ModelSet& models, const std::vector<ModelData>& data,
                      const RouteContext& context) {
  return plan_of({context.name, training_key("marginal_flow", models.names(), options),
                  [=, name = context.name, seed = context.seed, names = models.names()] {
                    std::vector<const JointData*> joint;
                    for (const ModelData& of_model : data) joint.push_back(&of_model.joint());
                    return make_marginal_training(name, names, joint, options, seed);
                  }});
}

EvidenceAnswer compare(const Options& options, const ModelSet& models, std::span<const double> x,
                       const RouteContext& context) {
  const auto estimator = load_trained_of<MarginalEstimator>(models, context, options.training.device);
  return answer_of(estimator, models.probabilities(), x);
}

Matrix log_evidence(const Options& options, ConstMatrixView x, const RouteContext& context) {
  return load_trained<MarginalEstimator>(context.estimators.file(context.name), options.training.device)
      .log_evidences(x);
}

EvidenceRoute build(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  return {
      .options = resolved_entry("marginal_flow", options),
      .obstacle = [options](const ModelSet& models, std::span<const double>) { return obstacle_of(options, models); },
      .training = [options](const ModelSet& models, const std::vector<ModelData>& data,
                            const RouteContext& context) { return training(options, models, data, context); },
      .compare = [options](const ModelSet& models, std::span<const double> x,
                           const RouteContext& context) { return compare(options, models, x, context); },
      .log_evidence = [options](ConstMatrixView x,
                                const RouteContext& context) { return log_evidence(options, x, context); }};
}

}  // namespace

EvidenceAnswer answer_of(const MarginalEstimator& estimator, const std::vector<double>& probability,
                         std::span<const double> x) {
  std::vector<double> log_z, error;
  for (const auto& density : estimator.log_evidence(x)) {
    log_z.push_back(density.value);
    error.push_back(density.error);
  }
  EvidenceEstimate estimate = from_log_evidence(estimator.models(), log_z, error, probability, "ensemble");
  estimate.error_degrees = std::max(1.0, static_cast<double>(estimator.members()) - 1);
  return with_check(std::move(estimate), check_answer(estimator, x));
}

EvidenceMethod marginal_flow_method() {
  return {"marginal_flow",
          "evidence by density: a normalising flow q(x | M) of the data under each model, for any number of models",
          document_options<Options>(), method_schema<Options>("marginal_flow"), build};
}

}  // namespace inquest
