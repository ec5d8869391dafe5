// mcmc: Markov chains on the likelihood that a simulator knows.

#include "core/sampling/mcmc.hpp"

#include "apps/routes/method_options.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/routes/route_likelihood.hpp"
#include "core/base/decorator.hpp"
#include "core/infer/mcmc_posterior.hpp"

namespace inquest {
namespace {

struct Options : McmcOptions {
  LikelihoodChoice choice;

  void fields(FieldVisitor& visit) {
    choice.fields(visit);
    McmcOptions::fields(visit);
  }
};

bool differentiable(const LikelihoodChoice& choice, const Model& model) {
  return origin_of(choice, model) != "known" ||
         capability_of<DifferentiableLikelihood>(*model.bundle.likelihood) != nullptr;
}

std::string obstacle_of(const Options& options, const Model& model) {
  const std::string problem = likelihood_obstacle(options.choice, model);
  if (!problem.empty()) return problem + "; use nle, which learns one";
  if (options.sampler != "nuts" || differentiable(options.choice, model)) return "";
  return concat("cannot use sampler: nuts (the likelihood of model '", model.name,
                "' has no derivatives); use sampler: slice");
}

std::unique_ptr<Posterior> open(const Options& options, const Model& model, const RouteContext& context) {
  return std::make_unique<McmcPosterior>(model.space, likelihood_of(options.choice, model, context), model.data_size(),
                                         options);
}

PosteriorRoute build(const ConfigNode& entry) {
  const auto options = read_method_options<Options>(entry);
  return {.options = resolved_entry("mcmc", options),
          .needs = references_of(options.choice),
          .obstacle = [options](const Model& model) { return obstacle_of(options, model); },
          .basis = [choice = options.choice](const Model& model) { return basis_of(choice, model); },
          .open = [options](const Model& model, const RouteContext& context) { return open(options, model, context); },
          .doubt = [choice = options.choice](
                       const Model& model,
                       const RouteContext& context) { return doubt_of_likelihood(choice, model, context); }};
}

}  // namespace

PosteriorMethod mcmc_method() {
  return {"mcmc",
          "Markov chain Monte Carlo on a likelihood, known, assumed or learned",
          document_options<Options>(),
          method_schema<Options>("mcmc"),
          true,
          build};
}

}  // namespace inquest
