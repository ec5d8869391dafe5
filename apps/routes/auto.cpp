// auto: npe and nle on the same simulations, and the one that knows held-out ones better.

#include "apps/routes/method_options.hpp"
#include "apps/routes/posterior_route.hpp"
#include "flows/estimators/automatic_training.hpp"

namespace inquest {
namespace {

using Options = AutomaticPosteriorOptions;

std::string obstacle(const Model& model, const ConfigNode& options) {
  const std::string problem = obstacle_to(read_options<Options>(options, {"method"}).npe, model.space);
  return problem.empty() ? "" : concat("cannot serve model ", model.name, ": npe.", problem);
}

ConfigNode resolve(const ConfigNode& entry) {
  const auto options = read_options<Options>(entry, {"method"});
  check_device(entry, options.npe.training.device);
  check_device(entry, options.nle.training.device);
  return resolve_method_options<Options>(entry, "auto");
}

TrainingPlan training(const std::string& name, const ModelData& data, const ConfigNode& options, Seed seed) {
  return automatic_plan(name, data, read_options<Options>(options, {"method"}), seed);
}

Findings findings_of(const AutomaticPosterior& posterior) {
  Findings findings;
  findings.add("picked", posterior.picked(), "the method that answers").on_terminal = true;
  findings.add("gain", posterior.gain(), "of nle over npe on held-out simulations, nats").on_terminal = true;
  return findings;
}

PosteriorAnswer infer(const std::filesystem::path& estimator, const ConfigNode& options,
                      const PosteriorQuestion& question) {
  const auto read = read_options<Options>(options, {"method"});
  const auto posterior = with_estimator(
      estimator, [&] { return AutomaticPosterior::load(estimator, read.mcmc, read.npe.training.device); });
  auto [draws, report] = posterior.given(question.x).answer(question.draws, question.seed, question.reporter);
  PosteriorAnswer answer{summarize(draws), std::move(draws), Basis::chosen, findings_of(posterior)};
  if (report) add_chains(*report, answer);
  return answer;
}

}  // namespace

PosteriorMethod auto_method() {
  return {"auto",
          "npe and nle, of which the one answers that gives held-out parameters the greater posterior density",
          document_options<Options>(),
          method_schema<Options>("auto"),
          resolve,
          obstacle,
          false,
          training,
          infer};
}

}  // namespace inquest
