// nle: neural likelihood estimation with a normalising flow, and MCMC on the learned likelihood.

#include "apps/routes/method_options.hpp"
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

TrainingPlan training(const std::string& name, const ModelData& data, const ConfigNode& options, Seed seed) {
  const LikelihoodEstimatorOptions trained = read_options<Options>(options, {"method"});  // chains are no part of it
  return plan_of(part_of("nle", name, data, trained, seed, make_likelihood_training));
}

PosteriorAnswer infer(const std::filesystem::path& estimator, const ConfigNode& options,
                      const PosteriorQuestion& question) {
  const auto likelihood = std::make_shared<const LikelihoodEstimator>(
      load_trained<LikelihoodEstimator>(estimator, device_of<Options>(options)));
  const McmcPosterior posterior(likelihood->space(), likelihood, likelihood->data_size(),
                                read_options<Options>(options, {"method"}).mcmc);
  auto [draws, report] = posterior.given(question.x).answer(question.draws, question.seed, question.reporter);
  return answer_of_chains(std::move(draws), report, Basis::learned);
}

}  // namespace

PosteriorMethod nle_method() {
  return {"nle",
          "neural likelihood estimation: a normalising flow q(x | theta) fitted to simulations, sampled by MCMC",
          document_options<Options>(),
          method_schema<Options>("nle"),
          [](const ConfigNode& entry) { return resolve_method_options<Options>(entry, "nle"); },
          no_obstacle,
          true,
          training,
          infer};
}

}  // namespace inquest
