// check: reads the run file, builds everything, runs a few simulations and likelihoods, trains nothing.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/summary_table.hpp"
#include "apps/run/run.hpp"
#include "core/base/number_format.hpp"
#include "core/base/parallel.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t trial_rows = 20;

std::string parameter_table(const Run& run) {
  Rows rows{{"model", "simulator", "parameter", "prior", "unit"}};
  for (const Model& model : run.models.models()) {
    for (const Parameter& parameter : model.space.parameters()) {
      rows.push_back(
          {model.name, model.simulator().info().name, parameter.name, prior_text(parameter), parameter.unit});
    }
  }
  return concat("Models\n", aligned(rows, "  "));
}

template <class Route>
void add_routes(Rows& rows, const std::string& section, const std::vector<Route>& routes) {
  for (const auto& route : routes) rows.push_back({section, route.name, route.method->name, route.method->doc});
}

std::string route_table(const Run& run) {
  Rows rows{{"section", "route", "method", ""}};
  add_routes(rows, "posterior", run.posterior);
  add_routes(rows, "evidence", run.evidence);
  return concat("Routes\n", aligned(rows, "  "));
}

/// Values of the observation between the least and the largest simulated ones.
std::size_t count_inside(const std::vector<double>& observation, const Simulations& trial) {
  std::size_t inside = 0;
  for (std::size_t j = 0; j < observation.size(); ++j) {
    bool above = false, below = false;
    for (std::size_t i = 0; i < trial.x.rows(); ++i) {
      if (trial.status[i] != SimulationStatus::ok) continue;
      above = above || trial.x(i, j % trial.x.cols()) <= observation[j];
      below = below || trial.x(i, j % trial.x.cols()) >= observation[j];
    }
    inside += above && below ? 1 : 0;
  }
  return inside;
}

std::string time_text(double seconds) {
  return seconds < 1e-3 ? concat(std::round(seconds * 1e7) / 10, " us")
                        : concat(std::round(seconds * 1e5) / 100, " ms");
}

/// What log p(x | theta) of one theta takes, where the model has one; computed for all of `theta` [n, d].
std::string likelihood_time(const Run& run, const Model& model, ConstMatrixView theta) {
  if (!model.bundle.likelihood) return "-";
  std::vector<double> log_l(theta.rows());
  const auto start = std::chrono::steady_clock::now();
  sum_log_likelihood(*model.bundle.likelihood, model.space, model.simulator().info().data_size(), theta,
                     run.observation, log_l);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return time_text(seconds / static_cast<double>(theta.rows()));
}

std::vector<std::string> trial_row(const Run& run, const Model& model) {
  const std::size_t available = model.bundle.archive ? model.bundle.archive->x.rows() : trial_rows;
  const std::size_t count = std::min(trial_rows, available);
  const auto start = std::chrono::steady_clock::now();
  const Simulations trial = draw_joint(model, run.seed.child("simulate"), 0, count);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / static_cast<double>(count);
  const auto ok = static_cast<std::size_t>(std::ranges::count(trial.status, SimulationStatus::ok));
  const auto* log = dynamic_cast<const FailureLog*>(&model.simulator());
  const std::string last = log == nullptr ? "" : concat("; the last failure: ", log->last_failure());
  INQUEST_VALIDATE(ok > 0, data, "model ", model.name, ": all of ", count,
                   " simulations failed (there is nothing to learn from)", last);
  const double total = seconds * static_cast<double>(run.simulations.rows()) / threads();
  return {model.name,
          concat(ok, " of ", count),
          time_text(seconds),
          concat(run.simulations.rows(), " in at most ", duration(std::round(std::max(1.0, total)))),
          concat(count_inside(run.observation, trial), " of ", run.observation.size()),
          likelihood_time(run, model, trial.theta)};
}

std::string trial_table(const Run& run) {
  Rows rows{
      {"model", "succeeded", "each takes", "all of them", "observed values inside their range", "likelihood takes"}};
  for (const Model& model : run.models.models()) rows.push_back(trial_row(run, model));
  return concat("Trial simulations\n", aligned(rows, "  "));
}

}  // namespace

void check_command(const Words& words) {
  const auto arguments = parse_check_arguments(words);
  if (!arguments) return;
  const Run run = load_run(arguments->file, arguments->settings);
  std::cout << run.name << ", seed " << run.seed.value << ": " << run.observation.size() << " observed values\n\n"
            << parameter_table(run) << "\n"
            << route_table(run) << "\n"
            << trial_table(run) << "\n"
            << arguments->file.string() << " is in order" << std::endl;
}

}  // namespace inquest
