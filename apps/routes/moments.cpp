// moments: posterior mean and covariance by regression.

#include "apps/routes/method_options.hpp"
#include "apps/routes/network_obstacle.hpp"
#include "apps/routes/posterior_route.hpp"
#include "moments/moment_network.hpp"
#include "moments/moment_training.hpp"

namespace inquest {
namespace {

using Options = MomentNetworkOptions;

std::string obstacle_of(const Options& options, const Model& model) {
  const std::string problem = moment_obstacle(model.space);
  return problem.empty() ? obstacle_to_data(options.embedding, options.augment, options.data, model) : problem;
}

PosteriorRoute build(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  return {
      .options = resolved_entry("moments", options),
      .obstacle = [options](const Model& model) { return obstacle_of(options, model); },
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
