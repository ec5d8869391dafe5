// nested: nested sampling of the likelihood that a simulator knows, for the posterior and for the evidence.

#include <algorithm>

#include "apps/methods/evidence_method.hpp"
#include "apps/methods/method_options.hpp"
#include "apps/methods/posterior_method.hpp"
#include "evidence/nested/weighted_draws.hpp"

namespace inquest {
namespace {

using Options = LogEvidenceOptions;

ConfigNode resolve(const ConfigNode& entry) { return resolve_method_options<Options>(entry, "nested"); }

Options read(const ConfigNode& options) { return read_options<Options>(options, {"method"}); }

std::string options_obstacle(const Model& model, const ConfigNode& options) {
  const std::string problem = obstacle_to(read(options), model.space.dimension());
  return problem.empty() ? "" : concat("cannot serve model ", model.name, ": ", problem);
}

std::string posterior_obstacle(const Model& model, const ConfigNode& options) {
  const std::string problem = likelihood_obstacle(model);
  return problem.empty() ? options_obstacle(model, options) : problem + "; use nle, which learns one";
}

std::string evidence_obstacle(const ModelSet& models, const ConfigNode& options, std::span<const double>) {
  for (const Model& model : models.models()) {
    if (const std::string problem = likelihood_obstacle(model); !problem.empty()) return problem;
    if (const std::string problem = options_obstacle(model, options); !problem.empty()) return problem;
  }
  return "";
}

void log_likelihood(const Model& model, std::span<const double> x, ConstMatrixView theta, std::span<double> out) {
  sum_log_likelihood(*model.bundle.likelihood, model.space, model.simulator().info().data_size(), theta, x, out);
}

EvidenceTarget target_of(const Model& model, std::span<const double> x) {
  return {model.space,
          [&model, x](ConstMatrixView theta, std::span<double> out) { log_likelihood(model, x, theta, out); }};
}

/// ln Z, with what there is to say of it under the name that asks.
LogEvidence log_evidence(const EvidenceTarget& target, const ConfigNode& options, const std::string& name, Seed seed,
                         Reporter& reporter) {
  LogEvidence found = estimate_log_evidence(target, read(options), {}, seed, reporter);
  reporter.info(concat(name, ": ", found.method, ", ", found.calls, " likelihood calls"));
  for (const std::string& note : found.notes) reporter.info(concat(name, ": ", note));
  for (const std::string& warning : found.warnings) reporter.warning(concat(name, ": ", warning));
  return found;
}

PosteriorAnswer infer(const std::filesystem::path& estimator, const ConfigNode& options,
                      const PosteriorQuestion& question) {
  const EvidenceTarget target = target_of(question.model, question.x);
  LogEvidence found = log_evidence(target, options, estimator.stem().string(), question.seed, question.reporter);
  PosteriorDraws weighted = weighted_draws(found, target);
  PosteriorDraws draws = equal_weight_draws(weighted, question.draws, question.seed.child("draws"));
  PosteriorAnswer answer{summarize(draws), std::move(draws), {}};
  answer.summary.effective_draws = std::min(answer.summary.effective_draws, summarize(weighted).effective_draws);
  answer.nested = std::move(found);
  answer.weighted = std::move(weighted);
  return answer;
}

/// ln Z of a model; without free parameters it is the likelihood itself.
LogEvidence log_evidence_of(const Model& model, const ConfigNode& options, const std::string& name,
                            const EvidenceQuestion& question) {
  if (model.space.dimension() > 0) {
    return log_evidence(target_of(model, question.x), options, concat(name, ", ", model.name),
                        question.seed.child(model.name), question.reporter);
  }
  LogEvidence found;
  found.calls = 1;
  log_likelihood(model, question.x, Matrix(1, 0), {&found.log_z, 1});
  return found;
}

EvidenceAnswer compare(const std::filesystem::path& estimator, const ConfigNode& options,
                       const EvidenceQuestion& question) {
  std::vector<double> log_z, log_z_error;
  std::int64_t calls = 0;
  for (const Model& model : question.models.models()) {
    const LogEvidence found = log_evidence_of(model, options, estimator.stem().string(), question);
    log_z.push_back(found.log_z);
    log_z_error.push_back(found.log_z_error);
    calls += found.calls;
  }
  EvidenceAnswer answer{
      from_log_evidence(question.models.names(), log_z, log_z_error, question.models.probabilities(), "nested")};
  answer.estimate.likelihood_evaluations = calls;
  return answer;
}

}  // namespace

PosteriorMethod nested_posterior_method() {
  return {"nested",
          "nested sampling of the simulator's own likelihood, nothing to train; finds modes far apart",
          document_options<Options>(),
          method_schema<Options>("nested"),
          resolve,
          posterior_obstacle,
          true,
          nullptr,
          infer};
}

EvidenceMethod nested_evidence_method() {
  return {"nested",
          "nested sampling of the simulators' own likelihoods, nothing to train, for any number of models",
          document_options<Options>(),
          method_schema<Options>("nested"),
          resolve,
          evidence_obstacle,
          nullptr,
          compare,
          nullptr};
}

}  // namespace inquest
