// nested: nested sampling of a likelihood, known, assumed or learned, for the posterior and for the evidence.

#include <algorithm>
#include <cmath>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/method_options.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/routes/route_likelihood.hpp"
#include "apps/run/run_directory.hpp"
#include "core/infer/member_error.hpp"
#include "evidence/nested/nested_files.hpp"
#include "evidence/nested/nested_findings.hpp"
#include "evidence/nested/warm_start.hpp"
#include "evidence/nested/weighted_draws.hpp"
#include "flows/estimators/posterior_estimator.hpp"
#include "moments/gaussian_likelihood.hpp"

namespace inquest {
namespace {

struct Options : LogEvidenceOptions {
  LikelihoodChoice choice;
  std::string start = "prior";

  void fields(FieldVisitor& visit) {
    choice.fields(visit);
    visit.field("start", start, "prior; or the npe route whose flow is near the posterior already");
    LogEvidenceOptions::fields(visit);
  }
};

ConfigNode resolve(const ConfigNode& entry) { return resolve_method_options<Options>(entry, "nested"); }

Options read(const ConfigNode& options) { return read_options<Options>(options, {"method"}); }

constexpr const char* advice =
    "give the model likelihood: {gaussian: {}}, which assumes one, or the route likelihood: and the name of an nle "
    "route";

std::string options_obstacle(const Model& model, const ConfigNode& options) {
  const std::string problem = obstacle_to(read(options), model.space.dimension());
  return problem.empty() ? "" : concat("cannot serve model ", model.name, ": ", problem);
}

std::string posterior_obstacle(const Model& model, const ConfigNode& options) {
  const std::string problem = likelihood_obstacle(read(options).choice, model);
  return problem.empty() ? options_obstacle(model, options) : problem + "; " + advice;
}

// Each model has summaries of its own, whose densities cannot be compared.
bool compresses(const LikelihoodChoice& choice, const Model& model) {
  return origin_of(choice, model) == "assumed" && model.assumed_likelihood->compress != "none";
}

std::string evidence_obstacle(const ModelSet& models, const ConfigNode& options, std::span<const double>) {
  for (const Model& model : models.models()) {
    if (compresses(read(options).choice, model)) {
      return concat("cannot compare likelihoods of summaries (model '", model.name,
                    "' has compress: ", model.assumed_likelihood->compress,
                    ", to summaries of its own); compress none of them");
    }
    const std::string problem = likelihood_obstacle(read(options).choice, model);
    if (!problem.empty()) return problem + "; " + advice;
    if (const std::string problem = options_obstacle(model, options); !problem.empty()) return problem;
  }
  return "";
}

EvidenceTarget target_of(const Model& model, std::span<const double> x,
                         const std::shared_ptr<const Likelihood>& likelihood) {
  const std::size_t data_size = model.simulator().info().data_size();
  return {model.space, [&model, x, data_size, likelihood](ConstMatrixView theta, std::span<double> out) {
            sum_log_likelihood(*likelihood, model.space, data_size, theta, x, out);
          }};
}

/// What a route asks of one model.
struct Question {
  const Model& model;
  std::span<const double> x;
  const std::filesystem::path& estimator;
  std::string name;  // for messages
  Seed seed;
  Reporter& reporter;
};

/// The flow of another route at x, as a density in z.
Proposal proposal_of(const FlowDensity& flow, const EvidenceTarget& target) {
  const ParameterSpace& space = target.space();
  return proposal_in_normal(target, {[flow, &space](Random& random, MatrixView z) {
                                       const Seed seed{random.below(std::uint64_t{1} << 63)};
                                       space.to_unconstrained(flow.sample(z.rows(), seed).theta, z);
                                     },
                                     [flow, &space](ConstMatrixView z, std::span<double> out) {
                                       Matrix theta(z.rows(), z.cols());
                                       std::vector<double> log_det(z.rows());
                                       space.from_unconstrained(z, theta);
                                       space.log_abs_det(z, log_det);
                                       flow.log_prob(theta, out);
                                       for (std::size_t i = 0; i < out.size(); ++i) out[i] += log_det[i];
                                     }});
}

LogEvidence estimate(const EvidenceTarget& target, const ConfigNode& options, const Question& question) {
  const Options wanted = read(options);
  std::vector<std::string> notes;
  if (wanted.start != "prior") {
    const RunDirectory directory(question.estimator.parent_path().parent_path());
    const auto flow = load_trained<PosteriorEstimator>(
        directory.estimator(posterior_estimator_name(question.model.name, wanted.start)), "cpu");
    auto found = estimate_from(target, proposal_of(flow.given(question.x), target), wanted.error, question.seed, notes);
    if (found) return *std::move(found);
  }
  LogEvidence found = estimate_log_evidence(target, wanted, {}, question.seed, question.reporter);
  found.notes.insert(found.notes.begin(), notes.begin(), notes.end());
  return found;
}

/// ln Z, with what there is to say of it under the name that asks.
LogEvidence log_evidence(const EvidenceTarget& target, const ConfigNode& options, const Question& question) {
  const auto& [model, x, estimator, name, seed, reporter] = question;
  LogEvidence found = estimate(target, options, question);
  for (const std::string& note : found.notes) reporter.info(concat(name, ": ", note));
  for (const std::string& warning : found.warnings) reporter.warning(concat(name, ": ", warning));
  return found;
}

PosteriorAnswer infer(const std::filesystem::path& estimator, const ConfigNode& options,
                      const PosteriorQuestion& question) {
  const auto likelihood = likelihood_of(read(options).choice, question.model, estimator);
  const EvidenceTarget target = target_of(question.model, question.x, likelihood);
  LogEvidence found = log_evidence(
      target, options,
      {question.model, question.x, estimator, estimator.stem().string(), question.seed, question.reporter});
  Draws weighted = weighted_draws(found, target);
  Draws draws = equal_weight_draws(weighted, question.draws, question.seed.child("draws"));
  PosteriorAnswer answer{summarize(draws), std::move(draws), basis_of(read(options).choice, question.model)};
  answer.summary.effective_draws = std::min(answer.summary.effective_draws, summarize(weighted).effective_draws);
  answer.findings.add_group("nested", findings_of(found));
  answer.doubts = found.doubts;
  answer.weighted = weighted;
  answer.write_files = [found = std::move(found), weighted = std::move(weighted), space = question.model.space,
                        equal = question.draws](const std::filesystem::path& stem) {
    if (found.run) write_births(*found.run, space, stem);
    write_stats(found, weighted, equal, stem);
  };
  return answer;
}

/// ln Z of a model; without free parameters it is the likelihood itself.
LogEvidence log_evidence_of(const Model& model, const ConfigNode& options, const std::filesystem::path& estimator,
                            const EvidenceQuestion& question) {
  if (model.space.dimension() > 0) {
    const std::string name = concat(estimator.stem().string(), ", ", model.name);
    const auto likelihood = likelihood_of(read(options).choice, model, estimator);
    const EvidenceTarget target = target_of(model, question.x, likelihood);
    LogEvidence found = log_evidence(
        target, options, {model, question.x, estimator, name, question.seed.child(model.name), question.reporter});
    const double error = member_error(*likelihood, model.space, question.x, weighted_draws(found, target));
    if (error > 0) question.reporter.info(concat(name, ": the noise of the likelihood moves ln Z by ", error));
    found.log_z_error = std::hypot(found.log_z_error, error);
    return found;
  }
  LogEvidence found;
  found.calls = 1;
  sum_log_likelihood(*model.bundle.likelihood, model.space, model.simulator().info().data_size(), Matrix(1, 0),
                     question.x, {&found.log_z, 1});
  return found;
}

// What is assumed or learned is no likelihood that is known, however well it is integrated.
std::string kind_of_error(const ModelSet& models, const ConfigNode& options) {
  for (const Model& model : models.models()) {
    const std::string origin = origin_of(read(options).choice, model);
    if (origin != "known") return concat("nested, ", origin, " likelihood");
  }
  return "nested";
}

EvidenceAnswer compare(const std::filesystem::path& estimator, const ConfigNode& options,
                       const EvidenceQuestion& question) {
  std::vector<double> log_z, log_z_error;
  std::int64_t calls = 0;
  Findings by_model;
  std::vector<std::string> doubts;
  for (const Model& model : question.models.models()) {
    const LogEvidence found = log_evidence_of(model, options, estimator, question);
    if (model.space.dimension() > 0) by_model.add_group(model.name, findings_of(found));
    for (const std::string& doubt : found.doubts) doubts.push_back(concat(model.name, ": ", doubt));
    log_z.push_back(found.log_z);
    log_z_error.push_back(found.log_z_error);
    calls += found.calls;
  }
  EvidenceAnswer answer{from_log_evidence(question.models.names(), log_z, log_z_error, question.models.probabilities(),
                                          kind_of_error(question.models, options))};
  answer.estimate.likelihood_evaluations = calls;
  answer.doubts = std::move(doubts);
  answer.findings.add_group("by_model", by_model);
  return answer;
}

}  // namespace

PosteriorMethod nested_posterior_method() {
  return {"nested",
          "nested sampling of a likelihood, known, assumed or learned; finds modes far apart",
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
          "nested sampling of likelihoods, known, assumed or learned, for any number of models",
          document_options<Options>(),
          method_schema<Options>("nested"),
          resolve,
          evidence_obstacle,
          nullptr,
          compare,
          nullptr};
}

}  // namespace inquest
