#include "simulators/external_simulator.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <semaphore>
#include <span>
#include <sstream>

#include "core/base/parallel.hpp"
#include "core/data/atomic_file.hpp"
#include "core/data/npy.hpp"
#include "simulators/content_hash.hpp"
#include "simulators/process.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

// Rows that fail one after the other, with none that ever succeeded, before the simulator is given up.
constexpr int hopeless_rows = 5;

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "inquest-XXXXXX").string();
    INQUEST_VALIDATE(mkdtemp(pattern.data()) != nullptr, io, pattern, " cannot be made; is the disk full?");
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

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
  write_npy(scratch / "theta.npy", {batch.rows(), batch.theta.cols()}, batch.theta.values());
  write_npy(scratch / "seeds.npy", {batch.rows()}, std::span<const std::uint64_t>(seeds));
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "[";
  for (const std::size_t size : shape) text += concat(text.size() == 1 ? "" : ", ", size);
  return text + "]";
}

NpyArray read_output(const fs::path& path, const std::vector<std::size_t>& shape) {
  INQUEST_VALIDATE(fs::exists(path), data, "it wrote no ", path.filename().string());
  NpyArray array = read_npy(path);
  INQUEST_VALIDATE(array.shape == shape, data, path.filename().string(), " has the shape ", shape_text(array.shape),
                   " (must be ", shape_text(shape), ")");
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

// The last lines of what the command printed.
std::string last_words(const fs::path& output) {
  constexpr std::size_t lines_kept = 8;
  std::istringstream text(fs::exists(output) ? read_file(output) : "");
  std::deque<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    lines.push_back(line);
    if (lines.size() > lines_kept) lines.pop_front();
  }
  std::string words;
  for (const std::string& line : lines) words += concat("\n  ", line);
  return words.empty() ? " (it printed nothing)" : concat("; it printed last:", words);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += concat(text.empty() ? "" : " ", word);
  return text;
}

// Changes with the command and with the content of every file it names.
std::string version_of(const std::vector<std::string>& command, const fs::path& base) {
  ContentHash hash;
  for (const std::string& word : command) {
    hash.add(word);
    const bool searched = &word == &command.front() && word.find('/') == std::string::npos;
    if (!searched && fs::is_regular_file(base / word)) hash.add(read_file(base / word));
  }
  return hash.text();
}

class ExternalSimulator final : public Simulator, public FailureLog {
 public:
  ExternalSimulator(ExternalSimulatorOptions options, const SimulatorRequest& request, const fs::path& program)
      : options_(std::move(options)), directory_(fs::absolute(request.base)), free_workers_(options_.workers) {
    info_ = {.name = joined(options_.command),
             .version = version_of(options_.command, directory_),
             .parameters = request.parameters,
             .data_shape = {options_.data_shape.begin(), options_.data_shape.end()}};
    arguments_ = options_.command;
    arguments_.front() = program.string();
  }

  const SimulatorInfo& info() const override { return info_; }

  void simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                std::span<SimulationStatus> status) const override {
    const Batch all{theta, seeds, x, status};
    const auto size = static_cast<std::size_t>(options_.batch);
    parallel_for((all.rows() + size - 1) / size, [&](std::size_t i) {
      int failed_rows = 0;
      run(all.part(i * size, std::min(size, all.rows() - i * size)), failed_rows);
    });
  }

  std::string last_failure() const override {
    const std::lock_guard lock(failure_mutex_);
    return failure_;
  }

 private:
  // Runs a batch; one that fails is halved until the rows at fault are found.
  void run(const Batch& batch, int& failed_rows) const {
    const SimulationStatus outcome = attempt(batch);
    if (outcome == SimulationStatus::ok) {
      succeeded_ = true;
    } else if (batch.rows() > 1) {
      const std::size_t half = batch.rows() / 2;
      run(batch.part(0, half), failed_rows);
      run(batch.part(half, batch.rows() - half), failed_rows);
    } else {
      batch.status[0] = outcome;
      ++failed_rows;
      INQUEST_VALIDATE(succeeded_ || failed_rows < hopeless_rows, data, "no simulation ever succeeded, and ",
                       failed_rows, " rows failed one after the other: ", last_failure());
    }
  }

  SimulationStatus attempt(const Batch& batch) const {
    const ScratchFolder scratch;
    write_inputs(batch, scratch);
    ProcessOptions process{
        .arguments = arguments_, .directory = directory_, .output = scratch / "output", .timeout = options_.timeout};
    for (const char* name : {"theta.npy", "seeds.npy", "x.npy", "status.npy"}) {
      process.arguments.push_back((scratch / name).string());
    }
    return result_of(batch, run_when_free(process), scratch);
  }

  ProcessResult run_when_free(const ProcessOptions& process) const {
    struct Place {
      explicit Place(std::counting_semaphore<>& semaphore) : free(semaphore) { free.acquire(); }
      ~Place() { free.release(); }
      std::counting_semaphore<>& free;
    };
    const Place place(free_workers_);
    return run_process(process);
  }

  SimulationStatus result_of(const Batch& batch, const ProcessResult& result, const ScratchFolder& scratch) const {
    std::string problem;
    if (result.end == ProcessEnd::timed_out) {
      problem = concat("ran longer than ", options_.timeout, " s with ", batch.rows(), " rows");
    } else if (result.end == ProcessEnd::killed_by_signal) {
      problem = concat("was ended by signal ", result.code);
    } else if (result.code != 0) {
      problem = concat("ended with exit status ", result.code);
    } else {
      try {
        const std::size_t marked = read_outputs(batch, info_.data_shape, scratch);
        if (marked > 0) note(concat("marked ", marked, " of ", batch.rows(), " rows as failed"), scratch);
        return SimulationStatus::ok;
      } catch (const Error& error) {
        problem = concat("gave no usable data: ", error.what());
      }
    }
    note(problem, scratch);
    return result.end == ProcessEnd::timed_out ? SimulationStatus::timed_out : SimulationStatus::failed;
  }

  void note(const std::string& problem, const ScratchFolder& scratch) const {
    std::string text = concat(info_.name, " ", problem, last_words(scratch / "output"));
    const std::lock_guard lock(failure_mutex_);
    failure_ = std::move(text);
  }

  ExternalSimulatorOptions options_;
  SimulatorInfo info_;
  std::vector<std::string> arguments_;
  fs::path directory_;
  mutable std::counting_semaphore<> free_workers_;
  mutable std::atomic<bool> succeeded_ = false;  // with any batch, ever
  mutable std::mutex failure_mutex_;
  mutable std::string failure_;
};

}  // namespace

SimulatorBundle make_external_simulator(const ExternalSimulatorOptions& options, const SimulatorRequest& request) {
  const ConfigNode& command = *request.simulator.find("command");
  if (options.command.empty()) command.fail("(must be a program and its arguments, [python3, my_simulator.py])");
  const std::string& program = options.command.front();
  const auto path = find_program(program, request.base);
  if (!path) {
    const bool has_folder = program.find('/') != std::string::npos;
    command.fail(concat("(there is no executable ", program,
                        has_folder ? ") check the path" : " on the PATH) install it",
                        has_folder ? ", and that chmod +x was done" : ", or write its path"));
  }
  return {.simulator = std::make_shared<const ExternalSimulator>(options, request, *path),
          .likelihood = nullptr,
          .exact_evidence = nullptr,
          .archive = nullptr};
}

}  // namespace inquest
