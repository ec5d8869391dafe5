// nested: nested sampling of a likelihood, known, assumed or learned, for the posterior and for the evidence.

#include <cmath>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/method_options.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/routes/route_likelihood.hpp"
#include "core/base/named_reporter.hpp"
#include "core/infer/member_error.hpp"
#include "evidence/nested/nested_findings.hpp"
#include "evidence/nested/nested_posterior.hpp"
#include "flows/estimators/posterior_estimator.hpp"
#include "moments/gaussian_likelihood.hpp"

namespace inquest {
namespace {

constexpr const char* from_prior = "prior";

struct Options : LogEvidenceOptions {
  LikelihoodChoice choice;
  std::string start = from_prior;

  void fields(FieldVisitor& visit) {
    choice.fields(visit);
    visit.field("start", start, "prior; or the npe route whose flow is near the posterior already");
    LogEvidenceOptions::fields(visit);
  }
};

constexpr const char* advice =
    "give the model likelihood: {gaussian: {}}, which assumes one, or the route likelihood: and the name of an nle "
    "route";

std::string options_obstacle(const Options& options, const Model& model) {
  const std::string problem = obstacle_to(options, model.space.dimension());
  return problem.empty() ? "" : concat("cannot serve model ", model.name, ": ", problem);
}

std::string posterior_obstacle(const Options& options, const Model& model) {
  const std::string problem = likelihood_obstacle(options.choice, model);
  return problem.empty() ? options_obstacle(options, model) : problem + "; " + advice;
}

// Each model has summaries of its own, whose densities cannot be compared.
bool compresses(const LikelihoodChoice& choice, const Model& model) {
  return origin_of(choice, model) == "assumed" && model.assumed_likelihood->compress != "none";
}

std::string evidence_obstacle(const Options& options, const ModelSet& models) {
  for (const Model& model : models.models()) {
    if (compresses(options.choice, model)) {
      return concat("cannot compare likelihoods of summaries (model '", model.name,
                    "' has compress: ", model.assumed_likelihood->compress,
                    ", to summaries of its own); compress none of them");
    }
    if (const std::string problem = posterior_obstacle(options, model); !problem.empty()) return problem;
  }
  return "";
}

std::vector<RouteReference> needs_of(const Options& options) {
  std::vector<RouteReference> needs = references_of(options.choice);
  if (options.start != from_prior) needs.push_back({"start", options.start, "npe", from_prior});
  return needs;
}

std::shared_ptr<const Posterior> start_of(const Options& options, const Model& model, const RouteContext& context) {
  if (options.start == from_prior) return nullptr;
  const auto file = context.estimators.file(posterior_estimator_name(model.name, options.start));
  return std::make_shared<const PosteriorEstimator>(load_trained<PosteriorEstimator>(file, "cpu"));
}

std::unique_ptr<Posterior> open(const Options& options, const Model& model, const RouteContext& context) {
  return std::make_unique<NestedPosterior>(model.space, likelihood_of(options.choice, model, context),
                                           model.data_size(), options, start_of(options, model, context));
}

/// ln Z of a model; without free parameters it is the likelihood itself.
LogEvidence log_evidence_of(const Options& options, const Model& model, std::span<const double> x,
                            const RouteContext& context) {
  const std::size_t data_size = model.data_size();
  if (model.space.dimension() == 0) {
    LogEvidence found;
    found.calls = 1;
    sum_log_likelihood(*model.bundle.likelihood, model.space, data_size, Matrix(1, 0), x, {&found.log_z, 1});
    return found;
  }
  NamedReporter reporter(concat(context.name, ", ", model.name), context.reporter);
  const auto likelihood = likelihood_of(options.choice, model, context);
  const NestedPosterior posterior(model.space, likelihood, data_size, options, start_of(options, model, context));
  auto [found, draws] = posterior.given(x).answer(context.seed.child(model.name), reporter);
  const double error = member_error(*likelihood, model.space, x, draws.weighted());
  if (error > 0) reporter.info(concat("the noise of the likelihood moves ln Z by ", error));
  found.log_z_error = std::hypot(found.log_z_error, error);
  return std::move(found);
}

// What is assumed or learned is no likelihood that is known, however well it is integrated.
std::string kind_of_error(const ModelSet& models, const LikelihoodChoice& choice) {
  for (const Model& model : models.models()) {
    const std::string origin = origin_of(choice, model);
    if (origin != "known") return concat("nested, ", origin, " likelihood");
  }
  return "nested";
}

EvidenceAnswer compare(const Options& options, const ModelSet& models, std::span<const double> x,
                       const RouteContext& context) {
  std::vector<double> log_z, log_z_error;
  std::int64_t calls = 0;
  Findings by_model;
  std::vector<std::string> doubts;
  for (const Model& model : models.models()) {
    const LogEvidence found = log_evidence_of(options, model, x, context);
    if (model.space.dimension() > 0) by_model.add_group(model.name, findings_of(found));
    for (const std::string& doubt : found.doubts) doubts.push_back(concat(model.name, ": ", doubt));
    const std::string assumed = doubt_of_likelihood(options.choice, model, context);
    if (!assumed.empty()) doubts.push_back(concat(model.name, ": ", assumed));
    log_z.push_back(found.log_z);
    log_z_error.push_back(found.log_z_error);
    calls += found.calls;
  }
  EvidenceAnswer answer{from_log_evidence(models.names(), log_z, log_z_error, models.probabilities(),
                                          kind_of_error(models, options.choice))};
  answer.estimate.likelihood_evaluations = calls;
  answer.doubts = std::move(doubts);
  answer.findings.add_group("by_model", by_model);
  return answer;
}

PosteriorRoute build_posterior(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  return {.options = resolved_entry("nested", options),
          .needs = needs_of(options),
          .obstacle = [options](const Model& model) { return posterior_obstacle(options, model); },
          .basis = [choice = options.choice](const Model& model) { return basis_of(choice, model); },
          .open = [options](const Model& model, const RouteContext& context) { return open(options, model, context); },
          .doubt = [choice = options.choice](
                       const Model& model,
                       const RouteContext& context) { return doubt_of_likelihood(choice, model, context); }};
}

EvidenceRoute build_evidence(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  return {.options = resolved_entry("nested", options),
          .needs = needs_of(options),
          .obstacle = [options](const ModelSet& models,
                                std::span<const double>) { return evidence_obstacle(options, models); },
          .compare = [options](const ModelSet& models, std::span<const double> x,
                               const RouteContext& context) { return compare(options, models, x, context); }};
}

}  // namespace

PosteriorMethod nested_posterior_method() {
  return {"nested",
          "nested sampling of a likelihood, known, assumed or learned; finds modes far apart",
          document_options<Options>(),
          method_schema<Options>("nested"),
          true,
          build_posterior};
}

EvidenceMethod nested_evidence_method() {
  return {"nested", "nested sampling of likelihoods, known, assumed or learned, for any number of models",
          document_options<Options>(), method_schema<Options>("nested"), build_evidence};
}

}  // namespace inquest
