#include "apps/routes/route_likelihood.hpp"

#include <algorithm>

#include "apps/routes/method_options.hpp"
#include "core/base/decorator.hpp"
#include "core/base/parallel.hpp"
#include "core/model/recorded_likelihood.hpp"
#include "core/model/side_by_side.hpp"
#include "core/ranks/ranks.hpp"
#include "flows/estimators/likelihood_estimator.hpp"
#include "moments/gaussian_likelihood.hpp"

namespace inquest {
namespace {

/// Changes whenever the numbers of the model's likelihood do.
std::string version_of_likelihood(const Model& model) {
  const auto* own = capability_of<VersionedLikelihood>(*model.bundle.likelihood);
  const std::string version = own == nullptr ? "" : own->version();
  if (!model.has_simulator()) return version;
  const SimulatorInfo& info = model.simulator().info();
  return concat(info.name, " ", info.version, " ", version);
}

/// Calls of a program that may run side by side, on all ranks.
std::size_t lanes_of(const Model& model) {
  const auto* program = capability_of<SideBySide>(*model.bundle.likelihood);
  if (program == nullptr) return 1;
  return std::min(static_cast<std::size_t>(threads()), program->places() * static_cast<std::size_t>(rank_count()));
}

std::shared_ptr<const Likelihood> on_record(const Model& model, const std::filesystem::path& record,
                                            Reporter& reporter) {
  return std::make_shared<const RecordedLikelihood>(model.bundle.likelihood, version_of_likelihood(model), record,
                                                    reporter, lanes_of(model));
}

std::shared_ptr<const GaussianLikelihood> assumed_likelihood_of(const Model& model, const EstimatorFolder& estimators) {
  const auto path = estimators.file(assumed_likelihood_name(model.name));
  return with_estimator(path,
                        [&] { return std::make_shared<const GaussianLikelihood>(GaussianLikelihood::load(path)); });
}

}  // namespace

void LikelihoodChoice::fields(FieldVisitor& visit) {
  visit.field("likelihood", likelihood, "model: what the model's entry says; or the nle route that has learned one");
}

std::vector<RouteReference> references_of(const LikelihoodChoice& choice) {
  if (!choice.learned()) return {};
  return {{"likelihood", choice.likelihood, "nle", LikelihoodChoice::of_model}};
}

std::string origin_of(const LikelihoodChoice& choice, const Model& model) {
  if (choice.learned()) return "learned";
  return model.assumed_likelihood ? "assumed" : "known";
}

Basis basis_of(const LikelihoodChoice& choice, const Model& model) {
  return origin_of(choice, model) == "known" ? Basis::known_likelihood : Basis::learned;
}

std::string likelihood_obstacle(const LikelihoodChoice& choice, const Model& model) {
  const std::string origin = origin_of(choice, model);
  if (origin != "known" && model.space.dimension() == 0) {
    return concat("needs free parameters (model '", model.name, "' has none, and no ", origin, " likelihood)");
  }
  if (origin != "known" || model.bundle.likelihood != nullptr) return "";
  return concat("needs a likelihood (the simulator '", model.simulator().info().name, "' of model '", model.name,
                "' does not know its own)");
}

std::filesystem::path likelihood_calls(const EstimatorFolder& estimators) {
  return estimators.path() / ".likelihood_calls";
}

std::shared_ptr<const Likelihood> likelihood_of(const LikelihoodChoice& choice, const Model& model,
                                                const RouteContext& context) {
  const EstimatorFolder& estimators = context.estimators;
  if (choice.learned()) {
    const auto path = estimators.file(posterior_estimator_name(model.name, choice.likelihood));
    return std::make_shared<const LikelihoodEstimator>(load_trained<LikelihoodEstimator>(path, "cpu"));
  }
  if (!model.assumed_likelihood) return on_record(model, likelihood_calls(estimators) / model.name, context.reporter);
  return assumed_likelihood_of(model, estimators);
}

std::string doubt_of_likelihood(const LikelihoodChoice& choice, const Model& model, const RouteContext& context) {
  if (origin_of(choice, model) != "assumed") return "";
  const std::string warning = assumed_likelihood_of(model, context.estimators)->fit().warning();
  return warning.empty() ? "" : "the likelihood that is assumed does not hold: " + warning;
}

}  // namespace inquest
