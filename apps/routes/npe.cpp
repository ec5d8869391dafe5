// npe: neural posterior estimation with a normalising flow.

#include "apps/routes/method_options.hpp"
#include "apps/routes/network_obstacle.hpp"
#include "apps/routes/posterior_route.hpp"
#include "flows/estimators/posterior_estimator.hpp"
#include "flows/estimators/posterior_training.hpp"

namespace inquest {
namespace {

using Options = PosteriorEstimatorOptions;

PosteriorRoute build(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  return {.options = resolved_entry("npe", options),
          .obstacle = [options](const Model& model) { return obstacle_to_posterior(options, model); },
          .basis = learned_basis,
          .training =
              [options](const ModelData& data, const RouteContext& context) {
                return plan_of(part_of("npe", context.name, data, options, context.seed, make_posterior_training));
              },
          .open = [device = options.training.device](
                      const Model&,
                      const RouteContext& context) { return open_trained<PosteriorEstimator>(context, device); }};
}

}  // namespace

PosteriorMethod npe_method() {
  return {"npe",
          "neural posterior estimation: a normalising flow q(theta | x) fitted to simulations",
          document_options<Options>(),
          method_schema<Options>("npe"),
          false,
          build};
}

}  // namespace inquest
