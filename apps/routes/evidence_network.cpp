// network: an evidence network, a classifier of models whose optimum is log K.

#include "evidence/network/evidence_network.hpp"

#include <algorithm>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/method_options.hpp"
#include "apps/routes/network_obstacle.hpp"
#include "apps/routes/trained_evidence.hpp"
#include "core/model/model_symmetry.hpp"
#include "evidence/network/evidence_check.hpp"
#include "evidence/network/evidence_training.hpp"

namespace inquest {
namespace {

using Options = EvidenceNetworkOptions;

TrainingPlan training(const Options& options, const ModelSet& models, const std::vector<ModelData>& data,
                      const RouteContext& context) {
  return plan_of({context.name, training_key("network", models.names(), options),
                  [=, name = context.name, seed = context.seed, symmetry = common_symmetry(models)] {
                    LabelledModels problem{{}, symmetry};
                    for (const ModelData& of_model : data) {
                      problem.models.push_back({of_model.model, &of_model.joint()});
                    }
                    return make_evidence_training(name, problem, options, seed);
                  }});
}

EvidenceEstimate estimate_of(const EvidenceNetwork& network, const std::vector<double>& probability,
                             std::span<const double> x) {
  const std::size_t m = network.models().size();
  Matrix log_k(m, m), error(m, m), scatter(m, m);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      if (i == j) continue;
      const LogBayesFactor factor = network.log_bayes_factor(x, i, j);
      log_k(i, j) = factor.value;
      error(i, j) = factor.error;
      scatter(i, j) = factor.scatter;
    }
  }
  EvidenceEstimate estimate = from_log_bayes_factors(network.models(), std::move(log_k), std::move(error), probability,
                                                     network.options().bootstrap > 0 ? "bootstrap" : "ensemble");
  estimate.ensemble_scatter = std::move(scatter);
  const EvidenceNetworkOptions& options = network.options();
  const std::int64_t scattered = options.bootstrap > 0 ? options.bootstrap : options.ensemble;
  estimate.error_degrees = std::max(1.0, static_cast<double>(scattered) - 1);
  apply_reach(network, estimate);
  return estimate;
}

EvidenceAnswer compare(const Options& options, const ModelSet& models, std::span<const double> x,
                       const RouteContext& context) {
  const EvidenceNetwork network = load_trained_of<EvidenceNetwork>(models, context, options.training.device);
  return answer_of(network, models.probabilities(), x);
}

Matrix log_evidence(const Options& options, ConstMatrixView x, const RouteContext& context) {
  return load_trained<EvidenceNetwork>(context.estimators.file(context.name), options.training.device)
      .mean_log_evidence(x);
}

std::string obstacle_of(const Options& options, const ModelSet& models) {
  return obstacle_to_data(options.embedding, options.augment, options.data, models.models().front());
}

EvidenceRoute build(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  at_entry(entry, [&] { options.validate(); });
  return {
      .options = resolved_entry("network", options),
      .obstacle = [options](const ModelSet& models, std::span<const double>) { return obstacle_of(options, models); },
      .training = [options](const ModelSet& models, const std::vector<ModelData>& data,
                            const RouteContext& context) { return training(options, models, data, context); },
      .compare = [options](const ModelSet& models, std::span<const double> x,
                           const RouteContext& context) { return compare(options, models, x, context); },
      .log_evidence = [options](ConstMatrixView x,
                                const RouteContext& context) { return log_evidence(options, x, context); }};
}

}  // namespace

EvidenceAnswer answer_of(const EvidenceNetwork& network, const std::vector<double>& probability,
                         std::span<const double> x) {
  return with_check(estimate_of(network, probability, x), check_answer(network, x));
}

EvidenceMethod network_method() {
  return {"network", "evidence network: a classifier of simulated data whose optimum is log K",
          document_options<Options>(), method_schema<Options>("network"), build};
}

}  // namespace inquest
