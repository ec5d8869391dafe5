// npe: neural posterior estimation with a normalising flow.

#include "apps/routes/method_options.hpp"
#include "apps/routes/posterior_route.hpp"
#include "flows/estimators/posterior_estimator.hpp"
#include "flows/estimators/posterior_training.hpp"

namespace inquest {
namespace {

using Options = PosteriorEstimatorOptions;

std::string obstacle(const Model& model, const ConfigNode& options) {
  const std::string problem = obstacle_to(read_options<Options>(options, {"method"}), model.space);
  return problem.empty() ? "" : concat("cannot serve model ", model.name, ": ", problem);
}

TrainingPlan training(const std::string& name, const ModelData& data, const ConfigNode& options, Seed seed) {
  return plan_of(part_of("npe", name, data, read_options<Options>(options, {"method"}), seed, make_posterior_training));
}

PosteriorAnswer infer(const std::filesystem::path& estimator, const ConfigNode& options,
                      const PosteriorQuestion& question) {
  const auto posterior = load_trained<PosteriorEstimator>(estimator, device_of<Options>(options));
  PosteriorAnswer answer;
  answer.draws = posterior.given(question.x).sample(question.draws, question.seed);
  answer.summary = summarize(answer.draws);
  return answer;
}

}  // namespace

PosteriorMethod npe_method() {
  return {"npe",
          "neural posterior estimation: a normalising flow q(theta | x) fitted to simulations",
          document_options<Options>(),
          method_schema<Options>("npe"),
          [](const ConfigNode& entry) { return resolve_method_options<Options>(entry, "npe"); },
          obstacle,
          false,
          training,
          infer};
}

}  // namespace inquest
