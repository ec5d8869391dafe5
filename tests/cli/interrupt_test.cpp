// Signals, and what is left behind: programs, temporary files, values that were computed.

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr int interrupted = static_cast<int>(ErrorKind::interrupted);

ProcessResult inquest(const fs::path& folder, const Words& words) {
  return run_inquest(INQUEST_BINARY_DIR, folder, words);
}

/// A run whose simulator is a shell script.
void write_run(const fs::path& folder, const std::string& script) {
  write_text(folder / "sim.sh", "#!/bin/sh\n" + script);
  fs::permissions(folder / "sim.sh", fs::perms::owner_all);
  write_text(folder / "run.yaml",
             "inquest: 1\nname: run\nobservation: [0.1]\nmodels:\n  m:\n"
             "    simulator: {command: [./sim.sh], data_shape: [1]}\n    parameters: {a: {prior: {uniform: [-1, 1]}}}\n"
             "simulations: {train: 100, test: 0}\nposterior: {npe: {method: npe}}\n");
}

bool is_running(const fs::path& pid_file) {
  pid_t pid = 0;
  std::ifstream(pid_file) >> pid;
  REQUIRE(pid > 0);
  for (int i = 0; i < 100 && ::kill(pid, 0) == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return ::kill(pid, 0) == 0 || errno != ESRCH;
}

/// The folder for temporary files of the processes that are started while it lives.
struct TemporaryFiles {
  TemporaryFiles() { setenv("TMPDIR", folder.path().c_str(), 1); }
  ~TemporaryFiles() { unsetenv("TMPDIR"); }

  TemporaryDirectory folder;
};

/// A likelihood in plain Python that takes 20 ms a row, notes its rows, and sends its parent a signal after 40 of them.
const std::string slow_likelihood = R"(
import os, signal, struct, sys, time
def load(path):
    data = open(path, 'rb').read()
    start = 10 + struct.unpack('<H', data[8:10])[0]
    return struct.unpack('<%dd' % ((len(data) - start) // 8), data[start:])
rows = 0
for line in sys.stdin:
    theta_file, x_file, output = line.split()
    a = load(theta_file)
    for _ in a:
        time.sleep(0.02)
        rows += 1
        open('rows', 'a').write('row\n')
        if rows == 40 and os.path.exists('stop'):
            os.remove('stop')
            os.kill(os.getppid(), signal.SIGINT)
    header = repr({'descr': '<f8', 'fortran_order': False, 'shape': (len(a),)}).ljust(117) + '\n'
    data = struct.pack('<%dd' % len(a), *[-0.5 * (v / 0.3) ** 2 for v in a])
    open(output, 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode() + data)
    print('done', flush=True)
)";

}  // namespace

TEST_CASE("a second Ctrl-C ends a run at once, with one line and without its simulators", "[cli][fault]") {
  const TemporaryDirectory folder;
  write_run(folder.path(), "echo $$ > pid\nkill -INT $PPID\nsleep 1\nkill -INT $PPID\nsleep 100\n");
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult ended = inquest(folder.path(), {"run", "run.yaml", "--threads", "1", "--quiet"});
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
  CHECK(ended.status == interrupted);
  CHECK(ended.err ==
        "inquest: stopping: what is under way is ended and kept; once more, and all ends at once\n"
        "inquest: ended at once; go on with --resume\n");
  CHECK_FALSE(is_running(folder / "pid"));
}

TEST_CASE("Ctrl-C ends a command that has nothing to keep, and its simulators", "[cli][fault]") {
  const TemporaryDirectory folder;
  write_run(folder.path(), "echo $$ > pid\nkill -INT $PPID\nsleep 100\n");
  const ProcessResult ended = inquest(folder.path(), {"check", "run.yaml", "--threads", "1"});
  CHECK(ended.status == interrupted);
  CHECK(ended.err == "inquest: stopped\n");
  CHECK_FALSE(is_running(folder / "pid"));
}

TEST_CASE("what a killed run leaves among the temporary files goes with the next start", "[cli][fault]") {
  const TemporaryDirectory folder;
  const TemporaryFiles temporary;
  write_run(folder.path(), "kill -9 $PPID\n");
  CHECK(inquest(folder.path(), {"run", "run.yaml", "--threads", "1"}).status == -SIGKILL);
  CHECK_FALSE(fs::is_empty(temporary.folder.path()));
  write_run(folder.path(), "exit 1\n");
  inquest(folder.path(), {"check", "run.yaml"});
  CHECK(fs::is_empty(temporary.folder.path()));
}

TEST_CASE("Ctrl-C is looked at between the rows of a slow likelihood, and what they gave is kept", "[cli][fault]") {
  const std::string method = GENERATE("nested", "mcmc");
  CAPTURE(method);
  const TemporaryDirectory folder;
  write_text(folder / "lik.py", slow_likelihood);
  write_text(folder / "run.yaml",
             "inquest: 1\nname: run\nmodels:\n  m:\n"
             "    likelihood: {command: [python3, -IS, lik.py], persistent: true}\n"
             "    parameters: {a: {prior: {uniform: [-1, 1]}}}\nposterior: {r: {method: " +
                 method + "}}\nreport: false\n");
  write_text(folder / "stop", "");
  const ProcessResult stopped = inquest(folder.path(), {"run", "run.yaml", "--threads", "1", "--quiet"});
  CHECK(stopped.status == interrupted);
  CHECK(stopped.err.find("inquest: stopping") == 0);
  const auto rows = [&] {
    const std::string text = read_text(folder / "rows");
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(rows() < 40 + 150);  // some calls of a second, where the whole batch has 600 rows or more
  CHECK(fs::file_size(folder / "run/estimators/.likelihood_calls/m") == 16 * static_cast<std::uintmax_t>(rows()));
}

TEST_CASE("output to a full disk, and too little address space, are one line", "[cli][fault]") {
  const std::string program = (fs::path(INQUEST_BINARY_DIR) / "inquest").string();
  const ProcessResult full = run_process({"/bin/sh", "-c", program + " list > /dev/full"});
  CHECK(full.status == static_cast<int>(ErrorKind::io));
  CHECK(full.err.starts_with("inquest: the standard output cannot be written"));
  for (const char* limit : {"300000", "650000", "700000", "750000"}) {
    const ProcessResult small =
        run_process({"/bin/sh", "-c", concat("ulimit -v ", limit, "; exec ", program, " list")});
    INFO(limit << ": " << small.err);
    if (small.status == 0) continue;
    CHECK(small.status > 0);
    CHECK(std::count(small.err.begin(), small.err.end(), '\n') == 1);
  }
}

}  // namespace inquest::testing
