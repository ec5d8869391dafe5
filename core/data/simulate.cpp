#include "core/data/simulate.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/decorator.hpp"
#include "core/base/parallel.hpp"
#include "core/base/reporter.hpp"
#include "core/data/blockwise_simulation.hpp"
#include "core/model/batch_failures.hpp"

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t shard_rows = SimulationStore::shard_rows;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// How many rows ended with each status.
struct StatusCounts {
  std::array<std::size_t, 4> counts{};
  std::size_t rows = 0;

  explicit StatusCounts(std::span<const SimulationStatus> status) : rows(status.size()) {
    for (const SimulationStatus value : status) ++counts[static_cast<std::size_t>(value)];
  }
  std::size_t failed() const { return rows - counts[0]; }

  /// "12 of 20000 simulations of 'lambda' failed (failed 5, timed out 3, not finite 4)"
  std::string describe(const Model& model) const {
    return concat(failed(), " of ", rows, " simulations of '", model.name, "' failed (failed ", counts[1],
                  ", timed out ", counts[2], ", not finite ", counts[3], ")");
  }
};

// "; the last failure: ...", where that is known.
std::string last_failure(const Model& model) {
  const auto* log = capability_of<FailureLog>(model.simulator());
  const std::string last = log == nullptr ? "" : log->last_failure();
  return last.empty() ? "" : "; the last failure: " + last;
}

[[noreturn]] void fail_for_failures(const Model& model, const StatusCounts& counts, double tolerance) {
  raise(ErrorKind::data,
        concat(counts.describe(model), ", more than the share of ", tolerance, " that is tolerated",
               last_failure(model), "; mend the simulator or narrow the priors, then use --force to start again"));
}

// Rows that fail one after the other, with no success ever, until it is certain that more of them fail than may.
double hopeless_rows(double tolerance) {
  constexpr double chance = 1e-5, fewest = 5;
  if (tolerance >= 1) return std::numeric_limits<double>::infinity();
  return tolerance > 0 ? std::max(fewest, std::round(std::log(chance) / std::log(tolerance))) : fewest;
}

// Stops early only where chance does not explain the failures: 5 standard deviations above the tolerated number.
void check_failures_so_far(const Model& model, const StatusCounts& counts, double tolerance) {
  const auto rows = static_cast<double>(counts.rows);
  const double limit = tolerance * rows + 5 * std::sqrt(tolerance * (1 - tolerance) * rows);
  if (rows >= 100 && static_cast<double>(counts.failed()) > limit) fail_for_failures(model, counts, tolerance);
}

void check_failures(const Model& model, const StatusCounts& counts, double tolerance, Reporter& reporter) {
  if (counts.failed() == 0) return;
  if (static_cast<double>(counts.failed()) > tolerance * static_cast<double>(counts.rows)) {
    fail_for_failures(model, counts, tolerance);
  }
  reporter.warning(counts.describe(model) + "; they are left out");
}

bool same_rows(const Simulations& a, const Simulations& b) {
  const auto same_bits = [](const Matrix& left, const Matrix& right) {
    return left.values().size() == right.values().size() &&
           std::memcmp(left.values().data(), right.values().data(), left.values().size() * sizeof(double)) == 0;
  };
  const bool both_ok = a.status.front() == SimulationStatus::ok && b.status.front() == SimulationStatus::ok;
  return same_bits(a.theta, b.theta) && (!both_ok || same_bits(a.x, b.x));
}

enum class Remade { same, otherwise, each_time_otherwise };

Remade make_again(const Model& model, const SimulationStore& store, Seed seed, std::size_t row) {
  const Simulations again = draw_joint(model, seed, row, 1);
  if (same_rows(store.read(model.name, row, 1), again)) return Remade::same;
  return same_rows(again, draw_joint(model, seed, row, 1)) ? Remade::otherwise : Remade::each_time_otherwise;
}

// Options, data files and what a program reads besides are not in the fingerprint; that some rows come out as before
// covers them. A correction may concern some parameters alone, and so rows from all over are made again.
void check_rows(const Model& model, const SimulationStore& store, Seed seed, Reporter& reporter) {
  constexpr std::size_t checked = 4;
  const std::size_t there = store.rows(model.name);
  const std::size_t count = std::min(checked, there);
  const auto row = [&](std::size_t i) { return count == 1 ? 0 : i * (there - 1) / (count - 1); };
  std::vector<Remade> remade(count);
  parallel_for(count, [&](std::size_t i) { remade[i] = make_again(model, store, seed, row(i)); });
  for (std::size_t i = 0; i < count; ++i) {
    INQUEST_VALIDATE(
        remade[i] != Remade::otherwise, config, "simulations of '", model.name, "' in ", store.directory().string(),
        " were made with other options or data files of the simulator, or other ", "modules that it imports (row ",
        row(i), " comes out differently now); use --force to start again");
  }
  if (std::ranges::find(remade, Remade::each_time_otherwise) == remade.end()) return;
  reporter.warning(concat("the simulator of '", model.name,
                          "' does not follow its seeds (rows differ each time): its rows cannot be reproduced"));
}

/// Fills the shards of one model.
class ModelSimulation {
 public:
  ModelSimulation(const Model& model, SimulationStore& store, Seed seed, const SimulateOptions& options,
                  Reporter& reporter)
      : model_(model),
        store_(store),
        seed_(seed),
        fingerprint_(simulation_fingerprint(model, seed)),
        options_(options),
        reporter_(reporter) {}

  void run() {
    store_.check_fingerprint(model_.name, fingerprint_);
    check_rows(model_, store_, seed_, reporter_);
    there_before_ = store_.rows(model_.name);
    const StatusCounts before(store_.status(model_.name));
    succeeded_before_ = before.failed() < before.rows;
    if (there_before_ > 0 && there_before_ < options_.rows) {
      reporter_.info(concat("simulate ", model_.name, ": ", there_before_, " of ", options_.rows, " rows are there"));
    }
    for (std::size_t first = 0; first < options_.rows; first += shard_rows) {
      throw_if_stopped(reporter_);
      fill_shard(first, std::min(shard_rows, options_.rows - first));
    }
    std::vector<SimulationStatus> status = store_.status(model_.name);
    status.resize(options_.rows);
    const auto* batches = capability_of<BatchFailures>(model_.simulator());
    const std::string failure = batches == nullptr ? "" : batches->batch_failure();
    if (!failure.empty()) reporter_.warning(concat("the simulator of '", model_.name, "', ", failure));
    check_failures(model_, StatusCounts(status), options_.failure_tolerance, reporter_);
  }

 private:
  void fill_shard(std::size_t first, std::size_t count) {
    const std::size_t done = store_.rows_in_shard(model_.name, first);
    if (done >= count) return;
    Simulations rows = make_simulations(count, model_.space.dimension(), model_.data_size());
    copy_rows(store_.read(model_.name, first, done), done, rows, 0);
    const auto make = [&](std::size_t start, std::size_t size) {
      Simulations made = draw_joint(model_, seed_, first + start, size);
      report(StatusCounts(made.status));
      return made;
    };
    blocks_.fill(rows, done, make, [&](std::size_t end) { save(rows, first, end); });
  }

  void save(const Simulations& rows, std::size_t first, std::size_t done) {
    store_.write(model_, first, done == rows.status.size() ? rows : first_rows(rows, done), fingerprint_);
    check_failures_so_far(model_, StatusCounts(std::span(rows.status).first(done)), options_.failure_tolerance);
  }

  void report(const StatusCounts& counts) {
    const std::size_t succeeded = succeeded_ += counts.rows - counts.failed();  // before the failures beside them
    const std::size_t failed = failed_ += counts.failed(), made = succeeded + failed;
    INQUEST_VALIDATE(succeeded_before_ || succeeded_ > 0 ||
                         static_cast<double>(there_before_ + failed) < hopeless_rows(options_.failure_tolerance),
                     data, "no simulation of '", model_.name, "' ever succeeded, and ", failed,
                     " rows failed one after the other", last_failure(model_),
                     "; mend the simulator, then go on with --resume");
    const double rate = static_cast<double>(made) / std::max(seconds_since(start_), 1e-6);
    reporter_.progress(
        {.task = "simulate " + model_.name,
         .done = static_cast<std::int64_t>(std::min(there_before_ + made, options_.rows)),
         .total = static_cast<std::int64_t>(options_.rows),
         .unit = "rows",
         .detail = concat(std::llround(rate), " rows/s", failed > 0 ? concat(", ", failed, " failed") : "")});
  }

  const Model& model_;
  SimulationStore& store_;
  Seed seed_;
  std::string fingerprint_;
  SimulateOptions options_;
  Reporter& reporter_;
  BlockwiseSimulation blocks_{reporter_};
  std::size_t there_before_ = 0;
  bool succeeded_before_ = false;
  std::atomic<std::size_t> succeeded_{0}, failed_{0};  // now
  Clock::time_point start_ = Clock::now();
};

}  // namespace

std::string simulation_fingerprint(const Model& model, Seed seed) {
  // Labels, topology and speed of a parameter change no number.
  const ParameterSpace& space = model.rounds.empty() ? model.space : model.rounds.front().space;
  std::vector<Parameter> parameters = space.parameters();
  for (Parameter& parameter : parameters) {
    parameter.latex = parameter.name;
    parameter.unit.clear();
    parameter.periodic = false;
    parameter.speed = 1;
  }
  const SimulatorInfo& info = model.simulator().info();
  std::vector<ConfigNode> shape;
  for (const std::size_t size : info.data_shape) shape.push_back(ConfigNode::integer(static_cast<std::int64_t>(size)));
  ConfigNode fingerprint =
      ConfigNode::mapping({{"seed", ConfigNode::scalar(concat(seed.value))},
                           {"model", ConfigNode::scalar(model.name)},
                           {"simulator", ConfigNode::scalar(info.name)},
                           {"version", ConfigNode::scalar(info.version)},
                           {"data_shape", ConfigNode::sequence(std::move(shape))},
                           {"parameters", ParameterSpace(std::move(parameters), space.groups()).to_config()}});
  if (!model.rounds.empty()) fingerprint.set("rounds", ConfigNode::scalar(model.round_plan));
  return fingerprint.to_yaml();
}

void simulate_missing(const ModelSet& models, SimulationStore& store, Seed seed, const SimulateOptions& options,
                      Reporter& reporter) {
  for (const Model& model : models.models()) {
    if (model.has_simulator()) ModelSimulation(model, store, seed, options, reporter).run();
  }
  store.write_index(models, options.rows);
}

}  // namespace inquest
