// npe: neural posterior estimation with a normalising flow.

#include "apps/methods/method_options.hpp"
#include "apps/methods/posterior_method.hpp"
#include "flows/posterior_estimator.hpp"
#include "flows/posterior_training.hpp"

namespace inquest {
namespace {

using Options = PosteriorEstimatorOptions;

std::unique_ptr<EstimatorTraining> training(const std::string& name, const Model& model, const JointData& data,
                                            const ConfigNode& options, Seed seed) {
  return make_posterior_training(name, model.space, data, read_options<Options>(options, {"method"}), seed);
}

PosteriorAnswer infer(const std::filesystem::path& estimator, const ConfigNode& options, std::span<const double> x,
                      std::size_t draws, Seed seed) {
  PosteriorAnswer answer;
  answer.draws = PosteriorEstimator::load(estimator, device_of<Options>(options)).sample(draws, x, seed);
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
          training,
          infer,
          [](const ConfigNode& options, const ParameterSpace& space) {
            return obstacle_to(read_options<Options>(options, {"method"}), space);
          }};
}

}  // namespace inquest
