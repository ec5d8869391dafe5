// Stages of a run: simulate, train, infer, compare, and diagnose (apps/stages/diagnose.hpp). Each does what is not on
// disk yet and needs the one before.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/run/journal.hpp"
#include "apps/run/results.hpp"
#include "apps/run/run.hpp"
#include "apps/run/run_directory.hpp"
#include "core/base/reporter.hpp"
#include "core/data/simulation_store.hpp"

namespace inquest {

/// What all stages work with.
struct RunContext {
  const Run& run;
  RunDirectory directory;
  SimulationStore store;
  Journal& journal;
  Reporter& reporter;
  std::map<std::string, Error> untrained = {};  // estimators whose training failed, by their names
  std::vector<FailedRoute> failed = {};         // of the stages so far
};

/// What a route is handed that is asked for something with this seed.
RouteContext route_context(const RunContext& context, const std::string& name, Seed seed);

/// Makes the simulations that are not in the store, and simulations.h5 over all of them.
void simulate_stage(RunContext& context);

/// Trains every estimator that has no file, all networks side by side; those that cannot be trained are `untrained`.
void train_stage(RunContext& context);

// The next two note routes that fail as `failed`, with a warning, and answer the others.

/// Answers every route to the posterior of every model, and writes the chains.
std::vector<PosteriorResult> infer_stage(RunContext& context);

/// Answers every route to log K.
std::vector<EvidenceResult> compare_stage(RunContext& context);

/// Tells what a route has found that belongs on a terminal, and each doubt about it as a warning.
void tell_answer(const std::string& name, const Findings& findings, const std::vector<std::string>& doubts,
                 Reporter& reporter);

/// Notes that a route has failed, by what is being caught, and warns of it where there are others; throws it again
/// where it is the user's wish to stop.
void note_failure(RunContext& context, const std::string& model, const std::string& route, const std::string& method);

/// Throws what the training of an estimator failed with, if it did.
void require_trained(const RunContext& context, const std::string& estimator);

/// What `answer` returns; nothing where it, or the training of `estimator` before it, has failed.
template <class Route, class Answer>
auto try_route(RunContext& context, const std::string& model, const Route& route, const std::string& estimator,
               const Answer& answer) -> std::optional<decltype(answer())> {
  try {
    require_trained(context, estimator);
    return answer();
  } catch (...) {
    note_failure(context, model, route.name, route.method->name);
    return std::nullopt;
  }
}

/// Calls `work` and notes in the journal how long it took, however it ends.
template <class Work>
auto timed_stage(RunContext& context, const std::string& stage, const Work& work) {
  context.journal.begin_stage(stage);
  const auto start = std::chrono::steady_clock::now();
  const auto note = [&] {
    context.journal.add_stage(stage, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  };
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      note();
    } else {
      auto result = work();
      note();
      return result;
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) note();
    throw;
  }
}

}  // namespace inquest
