// moments: posterior mean and covariance by regression.

#include "apps/routes/method_options.hpp"
#include "apps/routes/posterior_route.hpp"
#include "moments/moment_network.hpp"
#include "moments/moment_training.hpp"

namespace inquest {
namespace {

using Options = MomentNetworkOptions;

PosteriorRoute build(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  return {
      .options = resolved_entry("moments", options),
      .obstacle = [](const Model& model) { return moment_obstacle(model.space); },
      .basis = learned_basis,
      .training =
          [options](const ModelData& data, const RouteContext& context) {
            return plan_of(part_of("moments", context.name, data, options, context.seed, make_moment_training));
          },
      .open = [device = options.training.device](
                  const Model&, const RouteContext& context) { return open_trained<MomentNetwork>(context, device); }};
}

}  // namespace

PosteriorMethod moments_method() {
  return {"moments",
          "moment networks: posterior mean and covariance by regression, no draws",
          document_options<Options>(),
          method_schema<Options>("moments"),
          false,
          build};
}

}  // namespace inquest
