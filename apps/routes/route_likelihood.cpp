#include "apps/routes/route_likelihood.hpp"

#include "apps/routes/method_options.hpp"
#include "apps/run/run_directory.hpp"
#include "core/model/recorded_likelihood.hpp"
#include "flows/estimators/likelihood_estimator.hpp"
#include "moments/gaussian_likelihood.hpp"

namespace inquest {
namespace {

std::shared_ptr<const Likelihood> on_record(const Model& model, const RunDirectory& directory) {
  const SimulatorInfo& info = model.simulator().info();
  const std::string version = concat(info.name, " ", info.version, " ", model.bundle.likelihood->version());
  return std::make_shared<const RecordedLikelihood>(model.bundle.likelihood, version,
                                                    directory.likelihood_calls() / model.name);
}

}  // namespace

std::string assumed_likelihood_name(const std::string& model) { return model + ".assumed_likelihood"; }

void LikelihoodChoice::fields(FieldVisitor& visit) {
  visit.field("likelihood", likelihood, "model: what the model's entry says; or the nle route that has learned one");
}

LikelihoodChoice read_choice(const ConfigNode& options) {
  const ConfigNode* likelihood = options.find("likelihood");
  return likelihood == nullptr ? LikelihoodChoice{} : LikelihoodChoice{likelihood->text()};
}

std::string origin_of(const LikelihoodChoice& choice, const Model& model) {
  if (choice.learned()) return "learned";
  return model.assumed_likelihood != nullptr ? "assumed" : "known";
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

std::shared_ptr<const Likelihood> likelihood_of(const LikelihoodChoice& choice, const Model& model,
                                                const std::filesystem::path& estimator) {
  const RunDirectory directory(estimator.parent_path().parent_path());
  if (choice.learned()) {
    const auto path = directory.estimator(posterior_estimator_name(model.name, choice.likelihood));
    return std::make_shared<const LikelihoodEstimator>(load_trained<LikelihoodEstimator>(path, "cpu"));
  }
  if (model.assumed_likelihood == nullptr) return on_record(model, directory);
  const auto path = directory.estimator(assumed_likelihood_name(model.name));
  return with_estimator(path,
                        [&] { return std::make_shared<const GaussianLikelihood>(GaussianLikelihood::load(path)); });
}

}  // namespace inquest
