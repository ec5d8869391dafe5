// check: reads the run file, builds everything, runs a few simulations and likelihoods, trains nothing.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/summary_table.hpp"
#include "apps/run/run.hpp"
#include "apps/stages/run_time.hpp"
#include "core/base/decorator.hpp"
#include "core/base/number_format.hpp"
#include "core/base/parallel.hpp"
#include "core/data/data_obstacles.hpp"
#include "core/model/check_simulator.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t trial_rows = 20;
constexpr double trial_seconds = 10;                        // of the simulations of one model
constexpr double law_seconds = 5;                           // of simulating them in other ways
constexpr std::size_t many_rows = 1000, enough_rows = 200;  // in whose range an observation must have something

std::string simulator_name(const Model& model) {
  return model.has_simulator() ? model.simulator().info().name : "none";
}

std::string parameter_table(const Run& run) {
  Rows rows{{"model", "simulator", "parameter", "prior", "unit"}};
  for (const Model& model : run.models.models()) {
    for (const Parameter& parameter : model.space.parameters()) {
      rows.push_back({model.name, simulator_name(model), parameter.name, prior_text(parameter), parameter.unit});
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

std::string notices(const Run& run) {
  std::string text;
  for (const std::string& notice : run.notices) text += concat("  note: ", notice, "\n");
  return text;
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

/// "none of 4 observed values ..." where this many simulations show it, and more were made to see; else empty.
struct Outside {
  std::string problem;
  bool certain = false;
};

Outside outside(const Run& run, const Model& model, const Simulations& trial, double seconds_of_row) {
  if (run.observation.empty() || count_inside(run.observation, trial) > 0) return {};
  const std::size_t first = trial.x.rows();
  const std::size_t available = model.bundle.archive ? model.bundle.archive->x.rows() : many_rows;
  const double fit = trial_seconds / std::max(seconds_of_row, 1e-9);
  const std::size_t more =
      std::min(std::min(available, many_rows) - first, static_cast<std::size_t>(std::min(fit, 1e6)));
  if (more > 0 && count_inside(run.observation, draw_joint(model, run.seed.child("simulate"), first, more)) > 0)
    return {};
  return {concat("none of the ", run.observation.size(), " observed values lies in the range of ", first + more,
                 " simulations (the priors, units or columns do not fit the observation)"),
          first + more >= enough_rows};
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
  sum_log_likelihood(*model.bundle.likelihood, model.space, model.data_size(), theta, run.observation, log_l);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return time_text(seconds / static_cast<double>(theta.rows()));
}

/// Of a model without a simulator its likelihood is tried alone.
std::vector<std::string> likelihood_row(const Run& run, const Model& model) {
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < trial_rows; ++i) seeds.push_back(run.seed.child("likelihood").child(i));
  Matrix theta(trial_rows, model.space.dimension());
  model.space.sample(seeds, theta);
  return {model.name, "no simulator", "-", "-", likelihood_time(run, model, theta)};
}

/// What a trial of a model has shown: a row of the table, and what to think of it.
struct Tried {
  std::vector<std::string> row;
  SimulatorFindings found;
  Outside outside = {};
};

void require_success(const Model& model, const std::vector<SimulationStatus>& status) {
  const auto* log = capability_of<FailureLog>(model.simulator());
  const std::string last = log == nullptr ? "" : concat("; the last failure: ", log->last_failure());
  INQUEST_VALIDATE(std::ranges::count(status, SimulationStatus::ok) > 0, data, "model ", model.name, ": all of ",
                   status.size(), " simulations failed (there is nothing to learn from)", last);
}

Tried try_model(const Run& run, const Model& model) {
  if (!model.has_simulator()) return {likelihood_row(run, model), {}};
  const std::size_t available = model.bundle.archive ? model.bundle.archive->x.rows() : trial_rows;
  const SimulatorTrial trial =
      try_simulator(model, run.seed.child("simulate"), std::min(trial_rows, available), trial_seconds);
  const auto& status = trial.rows.status;
  require_success(model, status);
  if (run.learns() && model.space.dimension() > 0) require_noise(model, trial.rows);
  const double seconds = trial.seconds_of_row + trial.seconds_of_start / static_cast<double>(status.size());
  return {{model.name, concat(std::ranges::count(status, SimulationStatus::ok), " of ", status.size()),
           time_text(seconds), concat(count_inside(run.observation, trial.rows), " of ", run.observation.size()),
           likelihood_time(run, model, trial.rows.theta)},
          check_simulator(model, trial, law_seconds, run.simulations.failure_tolerance),
          outside(run, model, trial.rows, seconds)};
}

std::string trial_table(const std::vector<Tried>& tried) {
  Rows rows{{"model", "succeeded", "each takes", "observed values inside their range", "likelihood takes"}};
  for (const Tried& one : tried) rows.push_back(one.row);
  return concat("Trial simulations\n", aligned(rows, "  "));
}

/// "about 40 s", to the precision that it has.
std::string about(double seconds) {
  if (seconds == 0) return "none";
  if (seconds < 1) return "a second";
  const double step = seconds < 20 ? 1 : seconds < 120 ? 5 : seconds < 1200 ? 30 : seconds < 7200 ? 300 : 1800;
  return concat("about ", duration(step * std::round(seconds / step)));
}

std::string time_table(const RunTime& time) {
  const Rows rows{{"simulations", about(time.simulate)},
                  {"networks", about(time.train)},
                  {"sampling", about(time.sample)},
                  {"all", concat(about(time.total()), ", on ", threads(), threads() == 1 ? " thread" : " threads")}};
  return concat("Time that a run takes\n", aligned(rows, "  "));
}

/// Prints remarks; throws on the first breach of the law of simulators.
void judge(const Run& run, const std::vector<Tried>& tried) {
  for (std::size_t m = 0; m < tried.size(); ++m) {
    const std::string place = concat("model ", run.models[m].name, ": ");
    for (const std::string& remark : tried[m].found.remarks) std::cout << "warning: " << place << remark << "\n";
    const auto& [problem, certain] = tried[m].outside;
    if (!problem.empty() && !certain) std::cout << "warning: " << place << problem << "\n";
    if (tried[m].found.violations.empty()) {
      std::cout << std::flush;
      INQUEST_VALIDATE(!certain, data, place, problem, "; widen the priors, or correct what differs");
      continue;
    }
    std::cout << std::flush;
    raise(ErrorKind::data, concat(place, tried[m].found.violations.front(),
                                  "; to hear of all that is wrong: inquest check-simulator ", run.file.string()));
  }
}

}  // namespace

void check_command(const Words& words) {
  const auto arguments = parse_check_arguments("check", words);
  if (!arguments) return;
  const Run run = load_run(arguments->file, arguments->settings);
  std::vector<Tried> tried;
  for (const Model& model : run.models.models()) tried.push_back(try_model(run, model));
  std::cout << run.name << ", seed " << run.seed.value << ": " << run.observation.size() << " observed values\n\n"
            << parameter_table(run) << "\n"
            << route_table(run) << notices(run) << "\n"
            << trial_table(tried) << std::endl;
  judge(run, tried);
  std::cout << "\n"
            << time_table(estimate_run_time(run)) << "\n"
            << arguments->file.string() << " is in order" << std::endl;
}

}  // namespace inquest
