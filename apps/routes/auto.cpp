// auto: npe and nle on the same simulations, and the one that foretells held-out ones better.

#include "apps/routes/method_options.hpp"
#include "apps/routes/network_obstacle.hpp"
#include "apps/routes/posterior_route.hpp"
#include "flows/estimators/automatic_training.hpp"

namespace inquest {
namespace {

using Options = AutomaticPosteriorOptions;

std::string obstacle_of(const Options& options, const Model& model) {
  const std::string problem = obstacle_to_posterior(options.npe, model, "npe.");
  return problem.empty() ? obstacle_to_likelihood(options.nle, model, "nle.") : problem;
}

std::unique_ptr<Posterior> open(const Options& options, const RouteContext& context) {
  const auto file = context.estimators.file(context.name);
  return with_estimator(file, [&] {
    return std::make_unique<AutomaticPosterior>(
        AutomaticPosterior::load(file, options.mcmc, options.npe.training.device));
  });
}

PosteriorRoute build(const ConfigNode& entry) {
  const auto options = read_options<Options>(entry, {"method"});
  check_device(entry, options.npe.training.device);
  check_device(entry, options.nle.training.device);
  return {.options = resolved_entry("auto", options),
          .obstacle = [options](const Model& model) { return obstacle_of(options, model); },
          .basis = [](const Model&) { return Basis::chosen; },
          .training =
              [options](const ModelData& data, const RouteContext& context) {
                return automatic_plan(context.name, data, options, context.seed);
              },
          .open = [options](const Model&, const RouteContext& context) { return open(options, context); }};
}

}  // namespace

PosteriorMethod auto_method() {
  return {"auto",
          "npe and nle, of which the one answers that foretells better where held-out parameters lie",
          document_options<Options>(),
          method_schema<Options>("auto"),
          false,
          build};
}

}  // namespace inquest
