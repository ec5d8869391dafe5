#include "apps/stages/run_time.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "apps/stages/learning_curve.hpp"
#include "apps/stages/trial_training.hpp"
#include "core/base/parallel.hpp"

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double most_of_trial = 15;
constexpr double seconds_of_trial = 1;  // of the simulations of one model, and of its likelihood
constexpr std::size_t first_rows = 2;   // of a trial; each further one has five times as many
constexpr std::size_t most_rows = 2000;
constexpr double calls_of_chains = 130000;  // of a likelihood, by Markov chains
constexpr double rows_of_chains = 20;       // in one call
constexpr double calls_of_choice = 650000;  // of a likelihood, by `auto` between npe and nle
constexpr double rows_of_choice = 160;
constexpr double calls_of_nested = 20000;     // by nested sampling in two dimensions
constexpr double seconds_of_nested = 0.7;     // for its own work
constexpr double share_of_forward = 1.0 / 3;  // of a training step

double seconds_of(const auto& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What one call of something takes: a start, and each row.
struct CallTime {
  double start = 0;
  double row = 0;

  double of(double rows) const { return start + row * rows; }
};

/// Of calls with more and more rows, until one takes long.
CallTime time_calls(std::size_t most, const auto& call) {
  std::size_t rows = std::min(first_rows, most);
  double seconds = seconds_of([&] { call(rows); });
  CallTime found{0, seconds / static_cast<double>(rows)};
  for (double spent = seconds; rows < most && spent < most_of_trial;) {
    const std::size_t more = std::min(most, 5 * rows);
    const double longer = seconds_of([&] { call(more); });
    found.row = std::max(0.0, longer - seconds) / static_cast<double>(more - rows);
    found.start = std::max(0.0, longer - found.row * static_cast<double>(more));
    const bool rows_count = longer > 2 * seconds;  // and not the start alone, or the noise of a busy machine
    rows = more;
    seconds = longer;
    spent += longer;
    if ((rows_count && seconds > seconds_of_trial) || 5 * seconds > most_of_trial) break;
  }
  return found;
}

/// An integer of the simulator's entry in the resolved run file; `other` where there is none.
double entry_number(const Run& run, const Model& model, const char* key, double other) {
  const ConfigNode* simulator = run.resolved.find("models")->find(model.name)->find("simulator");
  const ConfigNode* value = simulator != nullptr && simulator->is_mapping() ? simulator->find(key) : nullptr;
  return value != nullptr && value->is_number() ? value->number() : other;
}

/// Rows of a command come in batches, each with a start, side by side on some workers.
double simulation_seconds(const Run& run, const Model& model, const CallTime& call) {
  const auto rows = static_cast<double>(run.simulations.rows());
  const double batch = std::min(rows, entry_number(run, model, "batch", rows));
  const double side_by_side = std::min(entry_number(run, model, "workers", threads()), static_cast<double>(threads()));
  return (std::ceil(rows / batch) * call.start + rows * call.row) / side_by_side;
}

CallTime time_likelihood(const Run& run, const Model& model) {
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < most_rows; ++i) seeds.push_back(run.seed.child("time").child(i));
  Matrix theta(most_rows, model.space.dimension());
  model.space.sample(seeds, theta);
  std::vector<double> log_l(most_rows);
  return time_calls(most_rows, [&](std::size_t rows) {
    sum_log_likelihood(*model.bundle.likelihood, model.space, model.data_size(), theta.view().rows(0, rows),
                       run.observation, std::span(log_l).first(rows));
  });
}

/// What the answers of a run take.
class SamplingTime {
 public:
  SamplingTime(const Run& run, const std::vector<TrialTraining>& trainings) : run_(run), trainings_(trainings) {
    for (const Model& model : run.models.models()) {
      if (model.bundle.likelihood != nullptr) likelihoods_[model.name] = time_likelihood(run, model);
    }
  }

  double total() {
    double sum = 0;
    for (const Model& model : run_.models.models()) {
      if (model.space.dimension() == 0) continue;
      for (const PosteriorRoute& route : run_.posterior) sum += of(route.method->name, route, model);
      for (const EvidenceRoute& route : run_.evidence) sum += of(route.method->name, route, model);
    }
    return sum;
  }

 private:
  template <class Route>
  double of(const std::string& method, const Route& route, const Model& model) const {
    const bool chains = method == "mcmc" || method == "nle" || method == "auto";
    if (!chains && method != "nested") return 0;
    const bool learned = method == "nle" || method == "auto" || !route.needs.empty();
    const CallTime call = learned ? learned_call(model) : known_call(model);
    const double times = route.training != nullptr && tells_learning_curve(run_) ? 2 : 1;
    const double choice = method == "auto" ? calls_of_choice / rows_of_choice * call.of(rows_of_choice) / threads() : 0;
    if (chains) return times * (choice + calls_of_chains / rows_of_chains * call.of(rows_of_chains));
    const double more = std::max(1.0, static_cast<double>(model.space.dimension()) / 2);
    return times * (seconds_of_nested + calls_of_nested * more * call.row);
  }

  CallTime known_call(const Model& model) const {
    const auto found = likelihoods_.find(model.name);
    return found == likelihoods_.end() ? CallTime{} : found->second;
  }

  CallTime learned_call(const Model& model) const {
    for (const TrialTraining& training : trainings_) {
      if (training.kind != "nle" || training.model != model.name) continue;
      const double row = share_of_forward * training.seconds_of_row * static_cast<double>(training.members);
      return {2e-4, row};
    }
    return {};
  }

  const Run& run_;
  const std::vector<TrialTraining>& trainings_;
  std::map<std::string, CallTime> likelihoods_;
};

double training_seconds(const std::vector<TrialTraining>& trainings) {
  double sum = 0, longest = 0;
  for (const TrialTraining& training : trainings) {
    sum += training.seconds * static_cast<double>(training.members);
    longest = std::max(longest, training.seconds);
  }
  return std::max(sum / threads(), longest);
}

}  // namespace

RunTime estimate_run_time(const Run& run) {
  RunTime time;
  std::vector<Simulations> trials;
  for (const Model& model : run.models.models()) {
    Simulations& trial = trials.emplace_back();
    if (!model.has_simulator() || !run.learns()) continue;
    const auto available = static_cast<std::size_t>(run.simulations.rows());
    const double batch = entry_number(run, model, "batch", most_rows);
    const std::size_t most = std::min({available, most_rows, static_cast<std::size_t>(batch)});
    const CallTime call =
        time_calls(most, [&](std::size_t rows) { trial = draw_joint(model, run.seed.child("simulate"), 0, rows); });
    if (model.bundle.archive == nullptr) time.simulate += simulation_seconds(run, model, call);
  }
  const std::vector<TrialTraining> trainings = try_trainings(run, trials);
  time.train = training_seconds(trainings);
  time.sample = SamplingTime(run, trainings).total();
  return time;
}

}  // namespace inquest
