// mcmc: Markov chains on the likelihood that a simulator knows.

#include "core/sampling/mcmc.hpp"

#include "apps/routes/method_options.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/routes/route_likelihood.hpp"
#include "core/infer/mcmc_findings.hpp"
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

Options read(const ConfigNode& options) { return read_options<Options>(options, {"method"}); }

bool differentiable(const LikelihoodChoice& choice, const Model& model) {
  return origin_of(choice, model) != "known" || model.bundle.likelihood->differentiable();
}

std::string obstacle(const Model& model, const ConfigNode& options) {
  const Options wanted = read(options);
  const std::string problem = likelihood_obstacle(wanted.choice, model);
  if (!problem.empty()) return problem + "; use nle, which learns one";
  if (wanted.sampler != "nuts" || differentiable(wanted.choice, model)) return "";
  return concat("cannot use sampler: nuts (the likelihood of model '", model.name,
                "' has no derivatives); use sampler: slice");
}

PosteriorAnswer infer(const std::filesystem::path& estimator, const ConfigNode& options,
                      const PosteriorQuestion& question) {
  const Model& model = question.model;
  const Options wanted = read(options);
  const McmcPosterior posterior(model.space, likelihood_of(wanted.choice, model, estimator),
                                model.simulator().info().data_size(), wanted);
  auto [draws, report] = posterior.given(question.x).answer(question.draws, question.seed, question.reporter);
  return answer_of_chains(std::move(draws), report, basis_of(wanted.choice, model));
}

}  // namespace

void add_chains(const McmcReport& report, PosteriorAnswer& answer) {
  answer.findings.add_group("mcmc", findings_of(report));
  if (const std::string warning = report.warning(); !warning.empty()) answer.doubts.push_back(warning);
}

PosteriorAnswer answer_of_chains(Draws draws, const McmcReport& report, Basis basis) {
  PosteriorAnswer answer{summarize(draws), std::move(draws), basis};
  add_chains(report, answer);
  return answer;
}

PosteriorMethod mcmc_method() {
  return {"mcmc",
          "Markov chain Monte Carlo on a likelihood, known, assumed or learned",
          document_options<Options>(),
          method_schema<Options>("mcmc"),
          [](const ConfigNode& entry) { return resolve_method_options<Options>(entry, "mcmc"); },
          obstacle,
          true,
          nullptr,
          infer};
}

}  // namespace inquest
