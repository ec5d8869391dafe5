#include "simulators/external/external_simulator.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <span>

#include "core/base/parallel.hpp"
#include "core/base/shape.hpp"
#include "core/files/npy.hpp"
#include "core/model/batch_failures.hpp"
#include "simulators/external/declared_symmetry.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

// Rows that fail one after the other, with none that ever succeeded, before the simulator is given up.
constexpr int hopeless_rows = 5;

// Batches that fail while each of their rows succeeds, with none of several rows that ever succeeded, before it is
// certain that the simulator takes no more than one row.
constexpr int hopeless_batches = 2;

// Rows to simulate, and where their results go.
struct Batch {
  ConstMatrixView theta;
  std::span<const Seed> seeds;
  MatrixView x;
  std::span<SimulationStatus> status;

  std::size_t rows() const { return theta.rows(); }
  Batch part(std::size_t first, std::size_t count) const {
    return {theta.rows(first, count), seeds.subspan(first, count), x.rows(first, count), status.subspan(first, count)};
  }
};

void write_inputs(const Batch& batch, const ScratchFolder& scratch) {
  std::vector<std::uint64_t> seeds;
  for (const Seed seed : batch.seeds) seeds.push_back(seed.value);
  scratch.write("theta.npy", npy_bytes({batch.rows(), batch.theta.cols()}, batch.theta.values()));
  scratch.write("seeds.npy", npy_bytes({batch.rows()}, std::span<const std::uint64_t>(seeds)));
}

NpyArray read_output(const fs::path& path, const std::vector<std::size_t>& shape) {
  INQUEST_VALIDATE(fs::exists(path), data, "it wrote no ", path.filename().string());
  NpyArray array = read_npy(path);
  const bool is_data = path.filename() == "x.npy";
  INQUEST_VALIDATE(array.shape == shape, data, path.filename().string(), " has the shape ", to_text(array.shape),
                   " (must be ", to_text(shape), ")", is_data ? ": rows and the data_shape of the run file" : "");
  return array;
}

// Reads what the command wrote; returns the number of rows that it marked as failed.
std::size_t read_outputs(const Batch& batch, const std::vector<std::size_t>& data_shape, const ScratchFolder& scratch) {
  std::vector<std::size_t> shape{batch.rows()};
  std::vector<double> status(batch.rows());
  if (fs::exists(scratch / "status.npy")) status = read_output(scratch / "status.npy", shape).values;
  shape.insert(shape.end(), data_shape.begin(), data_shape.end());
  const NpyArray x = read_output(scratch / "x.npy", shape);
  std::copy(x.values.begin(), x.values.end(), batch.x.data());

  std::size_t failed = 0;
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    batch.status[row] = status[row] == 0 ? SimulationStatus::ok : SimulationStatus::failed;
    failed += status[row] == 0 ? 0 : 1;
  }
  return failed;
}

class ExternalSimulator final : public Simulator, public FailureLog, public BatchFailures {
 public:
  /// `info` without a name takes that of the command, and its version.
  ExternalSimulator(SimulatorInfo info, ExternalCommandOptions command, std::int64_t batch, const ConfigNode& node,
                    const fs::path& base)
      : batch_(static_cast<std::size_t>(batch)), command_(std::move(command), node, base), info_(std::move(info)) {
    if (info_.name.empty()) info_.name = command_.text(), info_.version = command_.version();
  }

  const SimulatorInfo& info() const override { return info_; }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override {
    const Batch all{theta, seeds, x, status};
    parallel_for((all.rows() + batch_ - 1) / batch_, [&](std::size_t i) {
      int failed_rows = 0;
      run(all.part(i * batch_, std::min(batch_, all.rows() - i * batch_)), failed_rows);
    });
  }

  std::string last_failure() const override {
    const std::lock_guard lock(failure_mutex_);
    return failure_;
  }

  std::string batch_failure() const override {
    const std::lock_guard lock(failure_mutex_);
    return batch_failure_;
  }

 private:
  // Runs a batch; one that fails is halved until the rows at fault are found. Returns whether there are none.
  bool run(const Batch& batch, int& failed_rows) const {
    const auto [outcome, problem] = attempt(batch);
    if (outcome == SimulationStatus::ok) {
      succeeded_ = true;
      if (batch.rows() > 1) batch_succeeded_ = true;
      return true;
    }
    if (batch.rows() > 1) {
      const std::size_t half = batch.rows() / 2;
      const bool first = run(batch.part(0, half), failed_rows);
      const bool second = run(batch.part(half, batch.rows() - half), failed_rows);
      if (first && second) note_batch_failure(batch.rows(), problem);
      return first && second;
    }
    batch.status[0] = outcome;
    ++failed_rows;
    INQUEST_VALIDATE(succeeded_ || failed_rows < hopeless_rows, data, "no simulation ever succeeded, and ", failed_rows,
                     " rows failed one after the other: ", last_failure());
    return false;
  }

  void note_batch_failure(std::size_t rows, const std::string& problem) const {
    const std::string text = concat(info_.name, " failed with ", rows,
                                    " rows at once and succeeded with the same rows in smaller batches: ", problem,
                                    "; make it take any number of rows, or set batch: ", (rows + 1) / 2);
    INQUEST_VALIDATE(batch_succeeded_ || ++failed_batches_ < hopeless_batches, data, text);
    const std::lock_guard lock(failure_mutex_);
    batch_failure_ = text;
  }

  struct Outcome {
    SimulationStatus status = SimulationStatus::ok;
    std::string problem = {};
  };

  Outcome attempt(const Batch& batch) const {
    const ScratchFolder scratch;
    write_inputs(batch, scratch);
    auto [end, problem] = command_.run(scratch, {"theta.npy", "seeds.npy", "x.npy", "status.npy"});
    if (end == ProcessEnd::timed_out) problem += concat(" with ", batch.rows(), " rows");
    if (problem.empty()) {
      try {
        const std::size_t marked = read_outputs(batch, info_.data_shape, scratch);
        if (marked > 0) note(concat("marked ", marked, " of ", batch.rows(), " rows as failed"), scratch);
        return {};
      } catch (const Error& error) {
        problem = concat("gave no usable data: ", error.what());
      }
    }
    note(problem, scratch);
    problem += command_.last_words(scratch);
    return {end == ProcessEnd::timed_out ? SimulationStatus::timed_out : SimulationStatus::failed, std::move(problem)};
  }

  void note(const std::string& problem, const ScratchFolder& scratch) const {
    std::string text = concat(info_.name, " ", problem, command_.last_words(scratch));
    const std::lock_guard lock(failure_mutex_);
    failure_ = std::move(text);
  }

  std::size_t batch_;
  ExternalCommand command_;
  SimulatorInfo info_;
  mutable std::atomic<bool> succeeded_ = false;        // with any batch, ever
  mutable std::atomic<bool> batch_succeeded_ = false;  // with one of several rows
  mutable std::atomic<int> failed_batches_ = 0;        // whose rows succeeded alone
  mutable std::mutex failure_mutex_;
  mutable std::string failure_, batch_failure_;
};

}  // namespace

SimulatorBundle make_external_simulator(const ExternalSimulatorOptions& options, const SimulatorRequest& request) {
  SimulatorInfo info{.name = {},
                     .version = {},
                     .parameters = request.parameters,
                     .data_shape = {options.data_shape.begin(), options.data_shape.end()},
                     .symmetry = options.symmetry,
                     .deterministic = options.deterministic};
  require_symmetry(request, info);
  return {
      .simulator = make_external_simulator(
          std::move(info), {options.command, request.parameters, options.workers, options.timeout, options.persistent},
          options.batch, *request.simulator.find("command"), request.base),
      .likelihood = nullptr,
      .exact_evidence = nullptr,
      .archive = nullptr};
}

std::shared_ptr<const Simulator> make_external_simulator(SimulatorInfo info, ExternalCommandOptions command,
                                                         std::int64_t batch, const ConfigNode& node,
                                                         const fs::path& base) {
  return std::make_shared<const ExternalSimulator>(std::move(info), std::move(command), batch, node, base);
}

}  // namespace inquest
