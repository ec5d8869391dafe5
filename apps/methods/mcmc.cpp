// mcmc: Markov chains on the likelihood that a simulator knows.

#include "core/infer/mcmc.hpp"

#include <algorithm>

#include "apps/methods/method_options.hpp"
#include "apps/methods/posterior_method.hpp"
#include "core/infer/mcmc_posterior.hpp"

namespace inquest {
namespace {

std::string obstacle(const Model& model, const ConfigNode&) {
  const std::string problem = likelihood_obstacle(model);
  return problem.empty() ? "" : problem + "; use nle, which learns one";
}

PosteriorAnswer infer(const std::filesystem::path&, const ConfigNode& options, const PosteriorQuestion& question) {
  const Model& model = question.model;
  const McmcPosterior posterior(model.space, model.bundle.likelihood, model.simulator().info().data_size(),
                                read_options<McmcOptions>(options, {"method"}));
  auto [draws, report] = posterior.answer(question.draws, question.x, question.seed, question.reporter);
  return with_summary(std::move(draws), report);
}

}  // namespace

std::string likelihood_obstacle(const Model& model) {
  if (model.bundle.likelihood != nullptr) return "";
  return concat("needs a likelihood (the simulator '", model.simulator().info().name, "' of model '", model.name,
                "' does not know its own)");
}

PosteriorAnswer with_summary(PosteriorDraws draws, const McmcReport& report) {
  PosteriorAnswer answer{summarize(draws), std::move(draws), report};
  answer.summary.effective_draws = std::min(answer.summary.effective_draws, report.convergence.bulk_ess);
  return answer;
}

PosteriorMethod mcmc_method() {
  return {"mcmc",
          "Markov chain Monte Carlo on the simulator's own likelihood, nothing to train",
          document_options<McmcOptions>(),
          method_schema<McmcOptions>("mcmc"),
          [](const ConfigNode& entry) { return resolve_method_options<McmcOptions>(entry, "mcmc"); },
          obstacle,
          true,
          nullptr,
          infer};
}

}  // namespace inquest
