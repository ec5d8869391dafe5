// npe_nle: ln Z by the candidate's formula, from a learned posterior and a learned likelihood of each model.

#include <algorithm>
#include <cmath>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/method_options.hpp"
#include "apps/routes/network_obstacle.hpp"
#include "apps/routes/trained_evidence.hpp"
#include "flows/estimators/candidate_training.hpp"
#include "flows/estimators/extrapolation_check.hpp"

namespace inquest {
namespace {

using Options = CandidateEvidenceOptions;

// Of each row that tests the estimator, of which there may be thousands.
constexpr std::size_t draws_of_a_row = 100;

std::string obstacle_of(const Options& options, const ModelSet& models) {
  for (const Model& model : models.models()) {
    if (model.space.dimension() == 0) {
      const std::vector<FlowOptions> flows = options.nle.flows();
      if (std::ranges::any_of(flows, [](const FlowOptions& flow) { return flow.embedding.has_value(); })) {
        return concat("needs nle.embedding: identity (model '", model.name, "' has no free parameters to embed)");
      }
      if (flows.size() > 1) continue;
      return concat("needs nle.ensemble of 2 or more (model '", model.name,
                    "' has no free parameters, and only the scatter of an ensemble tells the error of its likelihood)");
    }
    const std::string problem = obstacle_to_posterior(options.npe, model, "npe.");
    if (!problem.empty()) return problem;
  }
  for (const Model& model : models.models()) {
    const std::string problem = obstacle_to_likelihood(options.nle, model, "nle.");
    if (!problem.empty()) return problem;
  }
  return "";
}

Findings findings_of(const CandidateLogEvidence& found) {
  Findings findings;
  const auto tell = [&](const char* name, Finding::Value value, const char* doc) {
    findings.add(name, std::move(value), doc).on_terminal = true;
  };
  findings.add("log_z", Measured{found.value, found.error()}, "ln Z").on_terminal = true;
  if (std::isfinite(found.effective_draws)) {
    tell("effective_draws", found.effective_draws, "draws that count under the learned likelihood");
    tell("scatter", found.scatter, "error of ln Z: posterior against likelihood");
    tell("monte_carlo", found.monte_carlo, "error of ln Z: number of draws");
  }
  tell("ensemble", found.ensemble, "error of ln Z: networks of the likelihood");
  return findings;
}

std::string warning_of_few(const std::string& model, const CandidateLogEvidence& found, std::int64_t draws) {
  return concat("of ", draws, " draws of the posterior of ", model, " ", std::round(found.effective_draws),
                " count under its learned likelihood (fewer than 100 may miss most of its evidence); simulate more, ",
                "train npe for longer, or ask another route");
}

std::optional<AnswerCheck> check_answer(const CandidateEvidence& estimator, std::span<const double> x) {
  std::vector<Matrix> held_out;
  for (const auto& entry : estimator.entries()) held_out.push_back(entry.held_out);
  const auto seen = [&](std::size_t m, ConstMatrixView rows) {
    return estimator.entries()[m].likelihood.standardised(rows);
  };
  return check_extrapolation(estimator.models(), held_out, seen, x);
}

EvidenceAnswer compare(const Options& options, const ModelSet& models, std::span<const double> x,
                       const RouteContext& context) {
  const auto estimator = load_trained_of<CandidateEvidence>(models, context, options.npe.training.device);
  return answer_of(estimator, models.probabilities(), x, options.draws, context.seed.child("draws"));
}

Matrix log_evidence(const Options& options, ConstMatrixView x, const RouteContext& context) {
  return load_trained<CandidateEvidence>(context.estimators.file(context.name), options.npe.training.device)
      .log_evidences(x, draws_of_a_row, Seed{}.child("rows"));
}

EvidenceRoute build(const ConfigNode& entry) {
  const auto options = read_options<Options>(entry, {"method"});
  check_device(entry, options.npe.training.device);
  check_device(entry, options.nle.training.device);
  return {
      .options = resolved_entry("npe_nle", options),
      .obstacle = [options](const ModelSet& models, std::span<const double>) { return obstacle_of(options, models); },
      .training =
          [options](const ModelSet&, const std::vector<ModelData>& data, const RouteContext& context) {
            return candidate_plan(context.name, data, options, context.seed);
          },
      .compare = [options](const ModelSet& models, std::span<const double> x,
                           const RouteContext& context) { return compare(options, models, x, context); },
      .log_evidence = [options](ConstMatrixView x,
                                const RouteContext& context) { return log_evidence(options, x, context); }};
}

}  // namespace

EvidenceAnswer answer_of(const CandidateEvidence& estimator, const std::vector<double>& probability,
                         std::span<const double> x, std::int64_t draws, Seed seed) {
  const auto names = estimator.models();
  const auto found = estimator.log_evidence(x, static_cast<std::size_t>(draws), seed);
  std::vector<double> log_z, error;
  for (const CandidateLogEvidence& evidence : found) {
    log_z.push_back(evidence.value);
    error.push_back(evidence.error());
  }
  EvidenceAnswer answer =
      with_check(from_log_evidence(names, log_z, error, probability, "scatter"), check_answer(estimator, x));
  Findings by_model;
  for (std::size_t m = 0; m < names.size(); ++m) {
    by_model.add_group(names[m], findings_of(found[m]));
    if (!found[m].has_enough_draws()) answer.doubts.push_back(warning_of_few(names[m], found[m], draws));
  }
  answer.findings.add_group("by_model", by_model);
  return answer;
}

EvidenceMethod npe_nle_method() {
  return {
      "npe_nle",
      "evidence by the candidate's formula: q(x | theta) p(theta) / q(theta | x) of each model, for any number of them",
      document_options<Options>(), method_schema<Options>("npe_nle"), build};
}

}  // namespace inquest
