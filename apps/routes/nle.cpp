// nle: neural likelihood estimation with a normalising flow, and MCMC on the learned likelihood.

#include "apps/routes/method_options.hpp"
#include "apps/routes/network_obstacle.hpp"
#include "apps/routes/posterior_route.hpp"
#include "core/infer/mcmc_posterior.hpp"
#include "flows/estimators/likelihood_estimator.hpp"
#include "flows/estimators/likelihood_training.hpp"

namespace inquest {
namespace {

struct Options : LikelihoodEstimatorOptions {
  McmcOptions mcmc;

  void fields(FieldVisitor& visit) {
    LikelihoodEstimatorOptions::fields(visit);
    mcmc.fields(visit);
  }
};

std::unique_ptr<Posterior> open(const Options& options, const RouteContext& context) {
  const auto likelihood = std::make_shared<const LikelihoodEstimator>(
      load_trained<LikelihoodEstimator>(context.estimators.file(context.name), options.training.device));
  return std::make_unique<McmcPosterior>(likelihood->space(), likelihood, likelihood->data_size(), options.mcmc);
}

PosteriorRoute build(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  return {.options = resolved_entry("nle", options),
          .obstacle = [options](const Model& model) { return obstacle_to_likelihood(options, model); },
          .basis = learned_basis,
          .training =
              [options](const ModelData& data, const RouteContext& context) {
                const LikelihoodEstimatorOptions& trained = options;  // chains are no part of it
                return plan_of(part_of("nle", context.name, data, trained, context.seed, make_likelihood_training));
              },
          .open = [options](const Model&, const RouteContext& context) { return open(options, context); }};
}

}  // namespace

PosteriorMethod nle_method() {
  return {"nle",
          "neural likelihood estimation: a normalising flow q(x | theta) fitted to simulations, sampled by MCMC",
          document_options<Options>(),
          method_schema<Options>("nle"),
          true,
          build};
}

}  // namespace inquest
