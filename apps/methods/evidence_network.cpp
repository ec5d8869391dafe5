// network: an evidence network, a classifier of models whose optimum is log K.

#include "evidence/evidence_network.hpp"

#include <algorithm>

#include "apps/methods/evidence_method.hpp"
#include "apps/methods/method_options.hpp"
#include "core/model/sign_symmetry.hpp"
#include "evidence/evidence_check.hpp"
#include "evidence/evidence_training.hpp"

namespace inquest {
namespace {

using Options = EvidenceNetworkOptions;

std::vector<std::string> names_of(const ModelSet& models) {
  std::vector<std::string> names;
  for (const Model& model : models.models()) names.push_back(model.name);
  return names;
}

ConfigNode resolve(const ConfigNode& entry) {
  const ConfigNode resolved = resolve_method_options<Options>(entry, "network");
  read_options<Options>(resolved, {"method"}).validate();
  return resolved;
}

std::string obstacle(const ModelSet&, const ConfigNode&, std::span<const double>) { return ""; }

std::unique_ptr<EstimatorTraining> training(const std::string& name, const ModelSet& models,
                                            const std::vector<const JointData*>& data, const ConfigNode& options,
                                            Seed seed) {
  EvidenceProblem problem{{}, std::ranges::all_of(models.models(), is_sign_symmetric)};
  for (std::size_t m = 0; m < models.size(); ++m) problem.models.push_back({models[m].name, data[m]});
  return make_evidence_training(name, problem, read_options<Options>(options, {"method"}), seed);
}

EvidenceEstimate estimate_of(const EvidenceNetwork& network, const ModelSet& models, std::span<const double> x) {
  const std::size_t m = models.size();
  Matrix log_k(m, m), error(m, m);
  std::vector<double> prior;
  for (std::size_t i = 0; i < m; ++i) {
    prior.push_back(models[i].probability);
    for (std::size_t j = 0; j < m; ++j) {
      if (i == j) continue;
      const LogBayesFactor factor = network.log_bayes_factor(x, i, j);
      log_k(i, j) = factor.value;
      error(i, j) = factor.error;
    }
  }
  return from_log_bayes_factors(names_of(models), std::move(log_k), std::move(error), prior,
                                network.options().bootstrap > 0 ? "bootstrap" : "ensemble");
}

EvidenceAnswer compare(const std::filesystem::path& estimator, const ConfigNode& options,
                       const EvidenceQuestion& question) {
  const EvidenceNetwork network = EvidenceNetwork::load(estimator, device_of<Options>(options));
  const std::vector<std::string> names = names_of(question.models);
  INQUEST_VALIDATE(network.models() == names, data, estimator.string(), " compares ", join(network.models()),
                   " (the run file has ", join(names), ")");
  EvidenceAnswer answer{estimate_of(network, question.models, question.x)};
  if (auto check = check_answer(network, question.x)) {
    answer.warnings = std::move(check->warnings);
    answer.out_of_distribution = check->out_of_distribution;
  }
  return answer;
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
