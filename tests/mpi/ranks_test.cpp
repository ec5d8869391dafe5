// The command started by mpirun: as several ranks, of which the first runs it and the others compute models for it.

#include <csignal>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using Clock = std::chrono::steady_clock;

// x = a + noise of the seed in plain Python, and its likelihood as if the noise were normal. Each call leaves the rank
// it was computed by, and the process that asked. `MISHAP` may go wrong.
constexpr const char* preamble = R"(
import os, struct, sys, time
rank = os.environ.get('OMPI_COMM_WORLD_RANK', '0')
def load(path, code='d'):
    data = open(path, 'rb').read()
    start = 10 + struct.unpack('<H', data[8:10])[0]
    return struct.unpack('<%d%s' % ((len(data) - start) // 8, code), data[start:])
def save(path, shape, values):
    header = repr({'descr': '<f8', 'fortran_order': False, 'shape': shape}).ljust(117) + '\n'
    data = struct.pack('<%dd' % len(values), *values)
    open(path, 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode() + data)
def log(name):
    open(name + rank, 'a').write('%d\n' % os.getppid())
)";

constexpr const char* simulator = R"(
for line in sys.stdin:
    theta, seeds, x, status = line.split()
    theta, seeds = load(theta), load(seeds, 'Q')
    MISHAP
    save(x, (len(theta), 2), [a + (s % m) / m - 0.5 for a, s in zip(theta, seeds) for m in (1009, 1013)])
    log('simulated')
    time.sleep(0.002 * len(theta))
    print('done', flush=True)
)";

constexpr const char* likelihood = R"(
for line in sys.stdin:
    theta, x, out = line.split()
    theta, x = load(theta), load(x)
    MISHAP
    save(out, (len(theta),), [-6 * sum((v - a) ** 2 for v in x) for a in theta])
    log('asked')
    time.sleep(0.002)
    print('done', flush=True)
)";

constexpr const char* run_file = R"(name: ranks
observation: [0.9, 0.6]
models:
  ours:
    simulator: {command: [python3, -IS, simulator.py], data_shape: [2], persistent: true}
    likelihood: {command: [python3, -IS, likelihood.py], persistent: true}
    parameters: {a: {prior: {normal: [0, 1]}}}
simulations: {train: 300, test: 20}
posterior:
  nested: {method: nested, error: 0.2, live: 60}
  moments: {method: moments, ensemble: 1, hidden: [8], training: {steps: 20}}
evidence: {}
)";

struct Folder : TemporaryDirectory {
  explicit Folder(const std::string& simulator_mishap = "pass", const std::string& likelihood_mishap = "pass") {
    write_text(*this / "simulator.py", std::string(preamble) + simulator);
    write_text(*this / "likelihood.py", std::string(preamble) + likelihood);
    replace_in(*this / "simulator.py", "MISHAP", simulator_mishap);
    replace_in(*this / "likelihood.py", "MISHAP", likelihood_mishap);
    write_text(*this / "run.yaml", run_file);
  }

  ProcessResult run(int ranks, std::vector<std::string> words, ProcessOptions options = {}) const {
    options.folder = path();
    words.insert(words.begin(), {"/usr/bin/env", "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1",
                                 "OMPI_MCA_btl_vader_single_copy_mechanism=none",  // which containers forbid
                                 INQUEST_MPIRUN, "--oversubscribe", "-n", std::to_string(ranks),
                                 INQUEST_BINARY_DIR "/inquest", "run", "run.yaml", "--output"});
    return run_process(words, options);
  }

  bool has(const std::string& name) const { return fs::exists(*this / name); }
};

}  // namespace

TEST_CASE("ranks change no number, and all of them work", "[cli]") {
  const Folder folder;
  const ProcessResult plain = run_inquest(INQUEST_BINARY_DIR, folder.path(), {"run", "run.yaml", "--output", "plain"});
  INFO(plain.err);
  REQUIRE(plain.status == 0);
  REQUIRE_FALSE(folder.has("asked1"));
  const auto expected = results_without_times(folder / "plain");
  for (const int ranks : {2, 3}) {
    const std::string output = std::to_string(ranks);
    const ProcessResult run = folder.run(ranks, {output});
    INFO(run.err);
    REQUIRE(run.status == 0);
    CHECK(results_without_times(folder / output) == expected);
    CHECK(run.out.find("Results: ") == run.out.rfind("Results: "));  // said once
    CHECK((folder.has("asked" + std::to_string(ranks - 1)) && folder.has("simulated" + std::to_string(ranks - 1))));
  }
}

TEST_CASE("ranks: an error ends all of them with its status, wherever it is", "[cli]") {
  const auto start = Clock::now();
  SECTION("on the first, before the others are asked anything") {
    const Folder folder;
    replace_in(folder / "run.yaml", "observation", "observed");
    const ProcessResult run = folder.run(3, {"out"});
    CHECK(run.status == 78);
    CHECK_THAT(run.err, Contains("inquest: run.yaml:2: observed is not a known key"));
    CHECK(run.err.find("inquest: ") == run.err.rfind("inquest: "));
  }
  SECTION("words that are no command") {
    const Folder folder;
    CHECK(folder.run(2, {"out", "--no-such-option"}).status == 64);
  }
  SECTION("in a likelihood on another rank") {
    const Folder folder("pass", "if rank == '1': raise ValueError('no table here')");
    const ProcessResult run = folder.run(2, {"out"});
    CHECK(run.status == 65);
    CHECK_THAT(run.err, Contains("likelihood.py ended with exit status 1, asked for") && Contains("no table here"));
  }
  SECTION("in the simulations of another rank") {
    const Folder folder("if rank == '1': sys.exit('no star here')");
    const ProcessResult run = folder.run(2, {"out"});
    CHECK(run.status == 65);
    CHECK_THAT(run.err, Contains("simulator.py ended with exit status 1") && Contains("no star here"));
  }
  SECTION("in a run file that another rank finds changed") {
    const Folder folder, other;
    replace_in(other / "run.yaml", "normal: [0, 1]", "normal: [0, 2]");
    const ProcessResult run = folder.run(1, {"out", ":", "-n", "1", "-wdir", other.path().string(),
                                             INQUEST_BINARY_DIR "/inquest", "run", "run.yaml", "--output", "out"});
    CHECK(run.status == 78);
    CHECK_THAT(run.err, Contains("on rank 1: run.yaml is not what the first rank has read"));
  }
  CHECK(Clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("ranks: rows that fail on another rank are counted as those of the first", "[cli]") {
  const std::string some_rows = "if any(s % 29 == 0 for s in seeds): sys.exit('a cloud')";
  const Folder folder(some_rows);
  REQUIRE(run_inquest(INQUEST_BINARY_DIR, folder.path(), {"run", "run.yaml", "--output", "plain"}).status == 0);
  const ProcessResult run = folder.run(2, {"two"});
  CHECK(run.status == 0);
  CHECK_THAT(run.err, Contains("of 320 simulations of 'ours' failed"));
  CHECK(results_without_times(folder / "two") == results_without_times(folder / "plain"));
}

TEST_CASE("ranks: stopped by a signal to the first, they go on to the same numbers", "[cli]") {
  const Folder folder;
  REQUIRE(run_inquest(INQUEST_BINARY_DIR, folder.path(), {"run", "run.yaml", "--output", "plain"}).status == 0);
  fs::remove(folder / "asked0");
  bool sent = false;
  const ProcessResult stopped =
      folder.run(2, {"out"}, {.until = [&] {
                   if (!sent && folder.has("asked0") && fs::file_size(folder / "asked0") > 50) {
                     std::istringstream text(read_text(folder / "asked0"));
                     pid_t first_rank = 0;
                     text >> first_rank;
                     sent = ::kill(first_rank, SIGTERM) == 0;
                   }
                   return false;
                 }});
  REQUIRE(sent);
  CHECK(stopped.status == 130);
  CHECK_THAT(stopped.err, Contains("stopped; nothing is lost, go on with: inquest run run.yaml --output out --resume"));
  CHECK(folder.run(2, {"out", "--resume"}).status == 0);
  CHECK(results_without_times(folder / "out") == results_without_times(folder / "plain"));
}

}  // namespace inquest::testing
