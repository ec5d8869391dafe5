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

std::string obstacle(const ModelSet& models, const ConfigNode&, std::span<const double>) {
  if (models.size() == 2) return "";
  return concat("compares two models in this version (the run file has ", models.size(), ")");
}

std::unique_ptr<EstimatorTraining> training(const std::string& name, const ModelSet& models,
                                            const std::vector<const JointData*>& data, const ConfigNode& options,
                                            Seed seed) {
  const EvidenceProblem problem{.model_0 = {models[0].name, data[0]},
                                .model_1 = {models[1].name, data[1]},
                                .sign_symmetric = std::ranges::all_of(models.models(), is_sign_symmetric)};
  return make_evidence_training(name, problem, read_options<Options>(options, {"method"}), seed);
}

EvidenceAnswer compare(const std::filesystem::path& estimator, const ConfigNode& options,
                       const EvidenceQuestion& question) {
  const ModelSet& models = question.models;
  const EvidenceNetwork network = EvidenceNetwork::load(estimator, device_of<Options>(options));
  const std::vector<std::string> names = names_of(models);
  INQUEST_VALIDATE(network.models() == names, data, estimator.string(), " compares ", join(network.models()),
                   " (the run file has ", join(names), ")");
  const LogBayesFactor log_k = network.log_bayes_factor(question.x);
  EvidenceAnswer answer{from_log_bayes_factor(names, log_k.value, log_k.error,
                                              {models[0].probability, models[1].probability},
                                              network.options().bootstrap ? "bootstrap" : "ensemble")};
  if (auto check = check_answer(network, question.x)) {
    answer.warnings = std::move(check->warnings);
    answer.out_of_distribution = check->out_of_distribution;
  }
  return answer;
}

Matrix log_evidence(const std::filesystem::path& estimator, const ConfigNode& options, ConstMatrixView x) {
  const auto log_k = EvidenceNetwork::load(estimator, device_of<Options>(options)).log_bayes_factors(x);
  Matrix result(x.rows(), 2);
  for (std::size_t i = 0; i < x.rows(); ++i) result(i, 1) = log_k[i].value;
  return result;
}

}  // namespace

EvidenceMethod network_method() {
  return {"network",
          "evidence network: a classifier of simulated data whose optimum is log K",
          document_options<Options>(),
          method_schema<Options>("network"),
          [](const ConfigNode& entry) { return resolve_method_options<Options>(entry, "network"); },
          obstacle,
          training,
          compare,
          log_evidence};
}

}  // namespace inquest
