#include <algorithm>
#include <chrono>
#include <filesystem>

#include "apps/run/getdist.hpp"
#include "apps/stages/derive.hpp"
#include "apps/stages/draw_files.hpp"
#include "apps/stages/learning_curve.hpp"
#include "apps/stages/overfitting.hpp"
#include "apps/stages/rounds.hpp"
#include "apps/stages/stage.hpp"
#include "apps/stages/training_plans.hpp"
#include "core/base/named_reporter.hpp"
#include "core/base/quiet_reporter.hpp"
#include "core/data/simulation_rows.hpp"
#include "core/infer/posterior_answer.hpp"

namespace inquest {
namespace {

/// Rows that training used, with those that validated.
std::size_t count_simulations(const RunContext& context, const Model& model) {
  const SplitPlan plan = context.run.split_plan();
  const Split split = split_of(plan, model);
  std::size_t count = 0;
  const auto status = model.rounds.empty() ? context.store.status(model.name) : std::vector<SimulationStatus>{};
  for (const auto* rows : {&split.train, &split.validation}) {
    const auto is_ok = [&](std::size_t row) { return status[row] == SimulationStatus::ok; };
    count += model.rounds.empty() ? static_cast<std::size_t>(std::ranges::count_if(*rows, is_ok))
                                  : count_rows(context.store, model, *rows);
  }
  return count;
}

void check_inside_prior(const std::string& name, const ParameterSpace& space, const Matrix& draws) {
  for (std::size_t i = 0; i < draws.rows(); ++i) {
    INQUEST_VALIDATE(space.contains(draws.row(i)), internal, name, ": draw ", i,
                     " lies outside the prior (a defect of inquest); please report it with the run directory");
  }
}

// What a quarter of the simulations says; the doubts and messages of the quarter are its own.
PosteriorSummary quarter_summary(const RunContext& context, const Model& model, const PosteriorRoute& route,
                                 const RouteContext& all) {
  constexpr std::size_t enough_draws = 2000;
  QuietReporter quiet(context.reporter);
  const RouteContext quarter = quarter_context(all, quiet);
  const auto posterior = route.open(model, quarter);
  const auto density = posterior->at(context.run.observation);
  return answer_of(*density, std::min(context.run.draws, enough_draws), quarter.seed, quiet).summary;
}

/// What an earlier sitting has left of a route that may have no answer now, or one in other files.
void remove_old_chains(const RunContext& context, const std::string& name) {
  std::vector<std::filesystem::path> others;
  for (const Model& model : context.run.models.models()) {
    for (const PosteriorRoute& route : context.run.posterior) {
      others.push_back(context.directory.chain(posterior_estimator_name(model.name, route.name)));
    }
  }
  remove_chains(context.directory.chain(name), others);
}

void add_doubt(const std::string& doubt, PosteriorAnswer& answer) {
  if (!doubt.empty()) answer.doubts.push_back(doubt);
}

const TrainingPlan& plan_called(const std::vector<TrainingPlan>& plans, const std::string& name) {
  return *std::ranges::find(plans, name, &TrainingPlan::name);
}

std::optional<double> gain_of(const RunContext& context, const RunTrainings& trainings, const std::string& name) {
  return posterior_gain(context.directory.estimators(), plan_called(trainings.quarters(), quarter_name(name)),
                        plan_called(trainings.plans(), name));
}

PosteriorResult infer(RunContext& context, const RunTrainings& trainings, const Model& model,
                      const PosteriorRoute& route) {
  const Run& run = context.run;
  const std::string name = posterior_estimator_name(model.name, route.name);
  const Seed seed = run.seed.child("infer").child(model.name).child(route.name);
  const auto start = std::chrono::steady_clock::now();
  NamedReporter reporter(name, context.reporter);
  const auto posterior = route.open(model, route_context(context, name, seed));
  const auto density = posterior->at(run.observation);
  PosteriorAnswer answer = answer_of(*density, run.draws, seed, reporter);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  check_inside_prior(name, model.space, answer.draws.theta);
  if (route.doubt) add_doubt(route.doubt(model, route_context(context, name, seed)), answer);
  if (route.training != nullptr) {
    add_overfitting(plan_called(trainings.plans(), name), context.directory.estimators(), answer.findings,
                    context.reporter);
  }
  if (route.training != nullptr && tells_learning_curve(run)) {
    const RouteContext all = route_context(context, name, seed);
    const auto ask = [&] {
      require_trained(context, quarter_name(name));
      add_learning_curve(quarter_summary(context, model, route, all), gain_of(context, trainings, name),
                         model.space.free_names(), answer);
    };
    ask_quarter(ask, answer.doubts);
  }
  add_rounds(model, answer.findings);
  add_doubt(doubt_of_region(model, answer.draws.theta), answer);
  DerivedResult derived = derive(run.derived_of(model.name), *density, answer, run.draws, seed, reporter);
  tell_answer(name, answer.findings, answer.doubts, context.reporter);
  remove_old_chains(context, name);
  write_draw_files(context, model, route.name, answer);
  return {.model = model.name,
          .route = route.name,
          .method = route.method->name,
          .parameters = model.space.free_names(),
          .summary = std::move(answer.summary),
          .draws = std::move(answer.draws),
          .chains = answer.chains,
          .derived = std::move(derived),
          .basis = route.basis(model),
          .findings = std::move(answer.findings),
          .doubts = std::move(answer.doubts),
          .draw_seconds = seconds};
}

}  // namespace

std::vector<PosteriorResult> infer_stage(RunContext& context) {
  if (!context.run.posterior.empty()) std::filesystem::create_directories(context.directory.chain("").parent_path());
  const RunTrainings trainings(context);
  std::vector<PosteriorResult> results;
  for (const Model& model : context.run.models.models()) {
    if (model.space.dimension() == 0) continue;  // nothing to infer
    const std::size_t simulations =
        context.run.learns() && model.has_simulator() ? count_simulations(context, model) : 0;
    for (const PosteriorRoute& route : context.run.posterior) {
      const std::string name = posterior_estimator_name(model.name, route.name);
      const Model& own = context.run.model_of(route, model.name);
      auto answer = try_route(context, model.name, route, name, [&] { return infer(context, trainings, own, route); });
      if (!answer) {
        remove_old_chains(context, name);
        continue;
      }
      answer->simulations = route.basis(model) != Basis::known_likelihood ? simulations : 0;
      answer->train_seconds = trainings.seconds(name);
      results.push_back(*std::move(answer));
    }
  }
  return results;
}

}  // namespace inquest
