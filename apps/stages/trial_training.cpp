#include "apps/stages/trial_training.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <set>

#include "apps/stages/learning_curve.hpp"
#include "core/base/random.hpp"
#include "core/data/split.hpp"
#include "core/estimator/model_data.hpp"
#include "core/estimator/training_plan.hpp"
#include "moments/moment_loss.hpp"
#include "simulators/external/scratch_folder.hpp"

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

// Enough for batches of their full size, in few steps an epoch.
constexpr std::size_t most_rows = 40000;
constexpr std::size_t most_numbers = std::size_t{1} << 25;  // of data, in memory
constexpr double most_seconds = 1;                          // of a trial, after its first epoch
constexpr std::int64_t most_epochs = 3;                     // of a trial
constexpr std::int64_t steps_of_small_epoch = 32;
constexpr double share_before_stop = 0.75;  // of the epochs, where training may stop early

/// Lets a training go on for a few epochs, and notes what they take.
class TrialReporter final : public Reporter {
 public:
  void info(std::string_view) override {}
  void warning(std::string_view) override {}
  void progress(const Progress&) override {}
  void metric(const Metric&) override { ends_.push_back(Clock::now()); }
  bool stop_requested() const override {
    const auto epochs = static_cast<std::int64_t>(ends_.size());
    if (epochs == 0) return false;
    return epochs >= most_epochs || std::chrono::duration<double>(Clock::now() - ends_.front()).count() > most_seconds;
  }

  /// The last epoch had nothing to prepare.
  double seconds_of_epoch(Clock::time_point start) const {
    if (ends_.empty()) return 0;
    const Clock::time_point before = ends_.size() > 1 ? ends_[ends_.size() - 2] : start;
    return std::chrono::duration<double>(ends_.back() - before).count();
  }

 private:
  std::vector<Clock::time_point> ends_;
};

std::size_t most_rows_of(std::size_t data_size) {
  return std::min(most_rows, std::max<std::size_t>(1000, most_numbers / std::max<std::size_t>(1, data_size)));
}

/// Rows of the trial again and again, as many as the run will have, or as are enough.
JointData repeated(const Run& run, const Model& model, const Simulations& trial) {
  std::vector<std::size_t> good;
  for (std::size_t i = 0; i < trial.status.size(); ++i) {
    if (trial.status[i] == SimulationStatus::ok) good.push_back(i);
  }
  INQUEST_VALIDATE(!good.empty(), data, "model ", model.name, ": all trial simulations failed");
  const SplitPlan plan = run.split_plan();
  const std::size_t rows = std::min(plan.train_rows, most_rows_of(model.data_size()));
  JointData data{Matrix(rows, trial.theta.cols()), {rows, trial.x.cols()}, {}};
  data.x_shape = model.simulator().info().data_shape;
  Random random(plan.seed.child("trial").child(model.name));
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t from = good[random.below(good.size())];
    std::ranges::copy(trial.theta.row(from), data.theta.row(i).begin());
    std::ranges::copy(trial.x.row(from), data.x.row(i).begin());
  }
  data.split = split_rows(plan.seed, model.name, rows, 0, plan.validation_fraction);
  return data;
}

/// The options under `training` of what a part is made with.
struct Schedule {
  std::int64_t steps, batch, min_epochs, max_epochs, patience;
  bool one_step = false;  // of a moment network

  explicit Schedule(const std::string& key) {
    const ConfigNode options = ConfigNode::parse(key.substr(key.find('\n') + 1), "");
    const ConfigNode* training = options.find("training");
    const auto number = [&](const char* name, std::int64_t other) {
      const ConfigNode* value = training == nullptr ? nullptr : training->find(name);
      return value == nullptr ? other : value->integer();
    };
    const TrainerOptions defaults;
    steps = number("steps", defaults.steps);
    batch = number("batch_size", defaults.batch_size);
    min_epochs = number("min_epochs", defaults.min_epochs);
    max_epochs = number("max_epochs", defaults.max_epochs);
    patience = number("patience", defaults.patience);
    const ConfigNode* loss = options.find("loss");
    one_step = loss != nullptr && loss->is_scalar() && in_one_step(loss->text());
  }

  std::int64_t batch_of(std::int64_t rows) const {
    return std::clamp(rows / steps_of_small_epoch, std::int64_t{1}, batch);
  }

  /// Steps on so many rows that a training takes, or will most likely take.
  double steps_on(std::int64_t rows) const {
    const std::int64_t of_epoch = std::max(std::int64_t{1}, rows / batch_of(rows));
    const std::int64_t epochs = std::clamp((steps + of_epoch / 2) / of_epoch, min_epochs, max_epochs);
    const double share = epochs > 2 * patience ? share_before_stop : 1;
    return share * static_cast<double>(epochs * of_epoch);
  }
};

class Trials {
 public:
  Trials(const Run& run, const std::vector<Simulations>& simulations) : run_(run) {
    for (std::size_t m = 0; m < run.models.size(); ++m) {
      const bool simulated = simulations[m].status.size() > 0;
      data_.push_back(simulated ? repeated(run, run.models[m], simulations[m]) : JointData{});
    }
  }
  std::vector<TrialTraining> all() {
    std::vector<ModelData> data;
    for (std::size_t m = 0; m < run_.models.size(); ++m) data.push_back(data_of(m));
    for (std::size_t m = 0; m < run_.models.size(); ++m) {
      if (run_.models[m].space.dimension() == 0) continue;
      for (const PosteriorRoute& route : run_.posterior) {
        if (route.training == nullptr) continue;
        add(route.training(data[m], context(run_.models[m].name + "." + route.name)), run_.models[m].name, 1);
      }
    }
    for (const EvidenceRoute& route : run_.evidence) {
      if (route.training == nullptr) continue;
      add(route.training(run_.models, data, context("evidence." + route.name)), "", run_.models.size());
    }
    return std::move(found_);
  }

 private:
  ModelData data_of(std::size_t m) {
    return {run_.models[m].name, run_.models[m].space, [this, m]() -> const JointData& { return data_[m]; }};
  }

  RouteContext context(const std::string& name) {
    return {name, EstimatorFolder(scratch_ / "estimators"), run_.seed, silent_};
  }

  void add(const TrainingPlan& plan, const std::string& model, std::size_t models) {
    for (const TrainingPart& part : plan.parts) {
      if (known_.insert(part.key).second) found_.push_back(tried(part, model, models));
    }
  }

  TrialTraining tried(const TrainingPart& part, const std::string& model, std::size_t models) const {
    const auto training = part.prepare();
    TrialReporter reporter;
    const Clock::time_point start = Clock::now();
    try {
      training->train_member(0, {}, reporter);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::interrupted) throw;
    }
    const Schedule schedule(part.key);
    const std::string kind = part.key.substr(0, part.key.find(" of "));
    const std::int64_t whole = rows_of(run_.split_plan().train_rows, models);
    const std::int64_t tried =
        rows_of(std::min(run_.split_plan().train_rows, most_rows_of(run_.models.data_size())), models);
    const std::int64_t batch = schedule.batch_of(tried), of_epoch = std::max(std::int64_t{1}, tried / batch);
    const double step = reporter.seconds_of_epoch(start) / static_cast<double>(of_epoch);
    const double networks = kind == "moments" && !schedule.one_step ? 2 : 1;  // of mean and covariance, in turn
    double steps = schedule.steps_on(whole);
    if (tells_learning_curve(run_)) steps += schedule.steps_on(whole / static_cast<std::int64_t>(learning_curve_step));
    return {kind, model, training->members(), networks * step * steps, step / static_cast<double>(batch)};
  }

  std::int64_t rows_of(std::size_t rows, std::size_t models) const {
    return static_cast<std::int64_t>(static_cast<double>(rows * models) * (1 - run_.simulations.validation_fraction));
  }

  const Run& run_;
  ScratchFolder scratch_;
  SilentReporter silent_;
  std::vector<JointData> data_;
  std::set<std::string> known_;
  std::vector<TrialTraining> found_;
};

}  // namespace

std::vector<TrialTraining> try_trainings(const Run& run, const std::vector<Simulations>& trials) {
  return Trials(run, trials).all();
}

}  // namespace inquest
