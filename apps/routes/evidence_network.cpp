// network: an evidence network, a classifier of models whose optimum is log K.

#include "evidence/network/evidence_network.hpp"

#include <algorithm>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/method_options.hpp"
#include "core/model/model_symmetry.hpp"
#include "evidence/network/evidence_check.hpp"
#include "evidence/network/evidence_training.hpp"

namespace inquest {
namespace {

using Options = EvidenceNetworkOptions;

ConfigNode resolve(const ConfigNode& entry) {
  const ConfigNode resolved = resolve_method_options<Options>(entry, "network");
  at_entry(entry, [&] { read_options<Options>(resolved, {"method"}).validate(); });
  return resolved;
}

std::string obstacle(const ModelSet&, const ConfigNode&, std::span<const double>) { return ""; }

TrainingPlan training(const std::string& name, const ModelSet& models, const std::vector<ModelData>& data,
                      const ConfigNode& options, Seed seed) {
  const auto trained = read_options<Options>(options, {"method"});
  return plan_of({name, training_key("network", models.names(), trained), [=, symmetry = common_symmetry(models)] {
                    LabelledModels problem{{}, symmetry};
                    for (const ModelData& of_model : data)
                      problem.models.push_back({of_model.model, &of_model.joint()});
                    return make_evidence_training(name, problem, trained, seed);
                  }});
}

EvidenceEstimate estimate_of(const EvidenceNetwork& network, const ModelSet& models, std::span<const double> x) {
  const std::size_t m = models.size();
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
  EvidenceEstimate estimate =
      from_log_bayes_factors(models.names(), std::move(log_k), std::move(error), models.probabilities(),
                             network.options().bootstrap > 0 ? "bootstrap" : "ensemble");
  estimate.ensemble_scatter = std::move(scatter);
  estimate.lower_bound = lower_bounds(network, x);
  return estimate;
}

EvidenceAnswer compare(const std::filesystem::path& estimator, const ConfigNode& options,
                       const EvidenceQuestion& question) {
  const EvidenceNetwork network = EvidenceNetwork::load(estimator, device_of<Options>(options));
  require_models(network.models(), question.models, estimator);
  return with_check(estimate_of(network, question.models, question.x), check_answer(network, question.x));
}

Matrix log_evidence(const std::filesystem::path& estimator, const ConfigNode& options, ConstMatrixView x) {
  return EvidenceNetwork::load(estimator, device_of<Options>(options)).mean_log_evidence(x);
}

}  // namespace

EvidenceMethod network_method() {
  return {"network",
          "evidence network: a classifier of simulated data whose optimum is log K",
          document_options<Options>(),
          method_schema<Options>("network"),
          resolve,
          obstacle,
          training,
          compare,
          log_evidence};
}

}  // namespace inquest
