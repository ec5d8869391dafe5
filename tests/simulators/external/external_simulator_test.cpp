#include "simulators/external/external_simulator.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "core/model/batch_failures.hpp"
#include "core/model/check_simulator.hpp"
#include "tests/simulators/requests.hpp"
#include "tests/support/print_elements.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

using Catch::Contains;

// What NumPy does for a simulator, in plain Python that starts in no time: a [n] and seeds [n] are read, x [n, 2] and
// status [n] can be saved.
const std::string preamble = R"(
import os, signal, struct, sys, time
def load(path, code):
    data = open(path, 'rb').read()
    start = 10 + struct.unpack('<H', data[8:10])[0]
    return struct.unpack('<%d%s' % ((len(data) - start) // 8, code), data[start:])
def save(path, shape, values, descr='<f8', code='d'):
    header = repr({'descr': descr, 'fortran_order': False, 'shape': shape}).ljust(117) + '\n'
    data = struct.pack('<%d%s' % (len(values), code), *values)
    open(path, 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode() + data)
a, seeds = load(sys.argv[1 + offset], 'd'), load(sys.argv[2 + offset], 'Q')
x_file, status_file = sys.argv[3 + offset], sys.argv[4 + offset]
x, shape = [value for v in a for value in (v, v + 1)], (len(a), 2)
open('starts', 'a').write('start\n')
)";

std::string for_each_line(const std::string& body) {
  return "import sys\nfor line in sys.stdin:\n sys.argv[2:] = line.split()\n exec(r'''" + body +
         "''')\n print('done', flush=True)\n";
}

// A simulator of one parameter a in a folder of its own: x = [a, a + 1] unless `body` does otherwise.
class Script {
 public:
  explicit Script(const std::string& body, const std::string& more = "batch: 100") { write(body, more); }

  void write(const std::string& body, const std::string& more) {
    const std::string whole = "offset = 1" + preamble + body + "\nsave(x_file, shape, x)\n";
    const bool persistent = more.find("persistent") != std::string::npos;
    std::ofstream(folder / "simulator.py") << (persistent ? for_each_line(whole) : whole);
    bundle = make_simulator(testing::parse_request(
        {.simulator = "{command: [python3, -IS, simulator.py, an argument], data_shape: [2], " + more + "}",
         .options = "~",
         .parameters = "{a: {prior: {uniform: [0, 100]}}}",
         .base = folder.path()}));
  }

  // Rows with a = 0, 1, 2, ...
  Simulations run(std::size_t rows) const {
    Simulations result{Matrix(rows, 1), Matrix(rows, 2), std::vector<SimulationStatus>(rows), {}};
    for (std::size_t i = 0; i < rows; ++i) {
      result.theta(i, 0) = static_cast<double>(i);
      result.seeds.push_back(Seed{}.child(i));
    }
    bundle.simulator->simulate(result.theta, result.seeds, result.x, result.status);
    return result;
  }

  std::string last_failure() const { return dynamic_cast<const FailureLog&>(*bundle.simulator).last_failure(); }

  std::size_t starts() const {
    std::ifstream file(folder / "starts");
    return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(file), {}, '\n'));
  }

  testing::TemporaryDirectory folder;
  SimulatorBundle bundle;
};

// Rows that are not ok, after checking the data of the others.
std::set<std::size_t> failed_rows(const Simulations& rows, SimulationStatus expected) {
  std::set<std::size_t> failed;
  for (std::size_t i = 0; i < rows.status.size(); ++i) {
    if (rows.status[i] == SimulationStatus::ok) {
      CHECK(rows.x(i, 0) == rows.theta(i, 0));
      CHECK(rows.x(i, 1) == rows.theta(i, 0) + 1);
    } else {
      CHECK(rows.status[i] == expected);
      failed.insert(i);
    }
  }
  return failed;
}

using RowSet = std::set<std::size_t>;

TEST_CASE("external: the NumPy example of the documentation keeps the law of simulators", "[external]") {
  const Model model = testing::make_model(
      {.simulator = "{command: [python3, my_simulator.py], data_shape: [32]}",
       .options = "~",
       .parameters = "{frequency: {prior: {uniform: [0.5, 2]}}, damping: {prior: {uniform: [0, 1]}}}"});
  CHECK(check_simulator(model, Seed{1}, {.rows = 2}).violations.empty());
  const Simulations rows = draw_joint(model, Seed{2}, 0, 50);
  CHECK(rows.status == std::vector(50, SimulationStatus::ok));
  // Noise of sd 0.1 about the oscillation: the residuals of 1600 numbers, 4.5 sd.
  double squares = 0;
  for (std::size_t i = 0; i < 50; ++i) {
    for (std::size_t j = 0; j < 32; ++j) {
      const double t = 4 * static_cast<double>(j) / 31;
      const double mean = std::exp(-rows.theta(i, 1) * t) * std::cos(2 * std::acos(-1) * rows.theta(i, 0) * t);
      squares += std::pow((rows.x(i, j) - mean) / 0.1, 2) / 1600;
    }
  }
  CHECK(std::abs(squares - 1) < 4.5 * std::sqrt(2.0 / 1600));
}

TEST_CASE("external: parameters and seeds arrive in batches, exactly", "[external]") {
  const Script script("x = [value for s in seeds for value in (s % 2**20, s // 2**44)]", "batch: 4, workers: 2");
  const Simulations rows = script.run(10);
  CHECK(script.starts() == 3);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(rows.x(i, 0) == static_cast<double>(rows.seeds[i].value % (1 << 20)));
    CHECK(rows.x(i, 1) == static_cast<double>(rows.seeds[i].value >> 44));
  }
}

TEST_CASE("external: no more workers than asked for run side by side", "[external]") {
  const Script script("os.mkdir('lock'); time.sleep(0.03); os.rmdir('lock')", "batch: 1, workers: 1");
  CHECK(failed_rows(script.run(6), SimulationStatus::failed).empty());
}

TEST_CASE("external: rows that end the program are found, the others kept", "[external]") {
  const Script script("if 2 in a: sys.exit('two is not possible')\nif 5 in a: os.kill(os.getpid(), signal.SIGSEGV)");
  CHECK(failed_rows(script.run(8), SimulationStatus::failed) == RowSet{2, 5});
  CHECK_THAT(script.last_failure(), Contains("simulator.py") && Contains("was ended by signal 11"));
}

TEST_CASE("external: a persistent simulator gives the same rows, and is started again after a row that ends it",
          "[external]") {
  const std::string body = "x = [s % 2**20 for s in seeds for _ in range(2)]";
  const Script each(body, "batch: 4"), persistent(body, "batch: 4, persistent: true");
  CHECK(persistent.run(10).x.values() == each.run(10).x.values());
  const Script script("if 2 in a: sys.exit('two is not possible')", "batch: 100, persistent: true");
  CHECK(failed_rows(script.run(8), SimulationStatus::failed) == RowSet{2});
  CHECK_THAT(script.last_failure(), Contains("ended with exit status 1") && Contains("two is not possible"));
  const Script slow("if 3 in a: time.sleep(30)", "batch: 100, timeout: 0.5, persistent: true");
  CHECK(failed_rows(slow.run(4), SimulationStatus::timed_out) == RowSet{3});
}

TEST_CASE("external: the names of the parameters are in the environment", "[external]") {
  for (const char* more : {"batch: 100", "persistent: true"}) {
    const Script script("open('names', 'w').write(os.environ['INQUEST_PARAMETERS'])", more);
    script.run(2);
    std::ifstream names(script.folder / "names");
    CHECK(std::string(std::istreambuf_iterator<char>(names), {}) == "a");
  }
}

TEST_CASE("external: the program's last words are kept", "[external]") {
  const Script script("if 1 in a: raise ValueError('one is not possible')");
  CHECK(script.last_failure().empty());
  CHECK(failed_rows(script.run(2), SimulationStatus::failed) == RowSet{1});
  CHECK_THAT(script.last_failure(), Contains("exit status 1") && Contains("ValueError: one is not possible"));
  // What numpy.random.seed says of a seed of 64 bits.
  const Script narrow("if 1 in a: raise ValueError('Seed must be between 0 and 2**32 - 1')");
  narrow.run(2);
  CHECK_THAT(narrow.last_failure(), Contains("np.random.seed and RandomState take seed % 2**32"));
}

TEST_CASE("external: a program may mark rows as failed", "[external]") {
  const Script script("save(status_file, (len(a),), [v == 2 for v in a], '|i1', 'b')");
  CHECK(failed_rows(script.run(4), SimulationStatus::failed) == RowSet{2});
  CHECK(script.starts() == 1);
  CHECK_THAT(script.last_failure(), Contains("marked 1 of 4 rows"));
}

TEST_CASE("external: rows that take too long are found", "[external]") {
  const Script script("if 1 in a: time.sleep(60)", "timeout: 4");
  CHECK(failed_rows(script.run(2), SimulationStatus::timed_out) == RowSet{1});
  CHECK_THAT(script.last_failure(), Contains("longer than 4 s"));
}

TEST_CASE("external: output of the wrong shape, or none", "[external]") {
  const auto [body, words] = GENERATE(table<std::string, std::string>(
      {{"if 1 in a: x, shape = [1], (1, 1)", "has the shape [1, 1] (must be [1, 2])"},
       {"if 1 in a: sys.exit(0)", "it wrote no x.npy"},
       {"if 1 in a: open(x_file, 'w').write('no'); sys.exit(0)", "x.npy"},
       {"if 1 in a: save(status_file, (7,), [0] * 7, '|i1', 'b')", "status.npy has the shape [7] (must be [1])"}}));
  CAPTURE(body);
  const Script script(body);
  CHECK(failed_rows(script.run(2), SimulationStatus::failed) == RowSet{1});
  CHECK_THAT(script.last_failure(), Contains(words));
}

TEST_CASE("external: a simulator that always fails is given up soon", "[external]") {
  const Script script("raise RuntimeError('no licence')");
  try {
    script.run(16);
    FAIL("it went on");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), Contains("no licence"));
  }
  CHECK(script.starts() < 15);
}

TEST_CASE(
    "external: a simulator that takes no more than a row at a time is refused, and one that does so at times named",
    "[external]") {
  const Script single("if len(a) > 1: sys.exit('one at a time')");
  try {
    single.run(16);
    FAIL("it went on");
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Contains("rows at once and succeeded with the same rows") && Contains("one at a time") &&
                                 Contains("set batch: 1"));
  }
  const Script large("if len(a) > 4: sys.exit('no memory')");
  CHECK(failed_rows(large.run(8), SimulationStatus::failed).empty());
  const auto& batches = dynamic_cast<const BatchFailures&>(*large.bundle.simulator);
  CHECK_THAT(batches.batch_failure(), Contains("failed with 8 rows at once") && Contains("no memory"));
  const Script sound("if 1 in a: sys.exit(1)");
  sound.run(8);
  CHECK(dynamic_cast<const BatchFailures&>(*sound.bundle.simulator).batch_failure().empty());
}

// The folder for temporary files of this process, while it lives.
class TemporaryFiles {
 public:
  TemporaryFiles() { setenv("TMPDIR", folder.path().c_str(), 1); }
  ~TemporaryFiles() { unsetenv("TMPDIR"); }
  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;

  testing::TemporaryDirectory folder;
};

TEST_CASE("external: nothing is left in the folder for temporary files", "[external]") {
  const Script script("if not os.listdir(os.environ['TMPDIR']) or 1 in a: sys.exit(1)");
  const TemporaryFiles temporary;
  CHECK(failed_rows(script.run(2), SimulationStatus::failed) == RowSet{1});
  CHECK(std::filesystem::is_empty(temporary.folder.path()));
}

TEST_CASE("external: the version follows the content of the script", "[external]") {
  Script script("");
  const std::string first = script.bundle.simulator->info().version;
  script.write("", "workers: 2");
  CHECK(script.bundle.simulator->info().version == first);
  script.write("x[0] += 1", "workers: 2");
  CHECK(script.bundle.simulator->info().version != first);
}

TEST_CASE("external: programs that are not there", "[external]") {
  const auto message = [](const std::string& simulator) {
    const Error error = testing::error_of(
        {.simulator = simulator, .options = "~", .parameters = "{a: {prior: {uniform: [0, 1]}}}", .base = "/tmp"});
    CHECK(error.kind() == ErrorKind::config);
    return std::string(error.what());
  };
  CHECK_THAT(message("{command: [no-such-program-1, a.py], data_shape: [2]}"),
             Contains("run.yaml:1") && Contains("no-such-program-1") && Contains("PATH"));
  CHECK_THAT(message("{command: [./absent], data_shape: [2]}"), Contains("./absent"));
  CHECK_THAT(message("{command: [sh, absent.sh], data_shape: [2]}"), Contains("there is no file /tmp/absent.sh"));
  // No interpreter, though its name begins as one's does: what is wrong is found behind it.
  CHECK_THAT(message("{command: [sha256sum, gaussian]}"), Contains("data_shape is missing"));
  CHECK_THAT(message("{command: [], data_shape: [2]}"), Contains("command"));
  CHECK_THAT(message("{command: [sh]}"), Contains("data_shape is missing"));
  CHECK_THAT(message("{command: [sh], data_shape: [0]}"), Contains(">= 1"));
  CHECK_THAT(message("{command: [sh], data_shape: [2], timeout: 0}"), Contains("simulator.timeout = 0"));
}

TEST_CASE("external: a declared symmetry is that of the simulator, if the data can have it", "[external]") {
  const auto text = [](const std::string& more) {
    return testing::RequestText{.simulator = "{command: [sh], " + more + "}",
                                .options = "~",
                                .parameters = "{a: {prior: {uniform: [0, 1]}}}",
                                .base = "/tmp"};
  };
  const Model model = testing::make_model(text("data_shape: [12], symmetry: {sign: true, shift: 4}"));
  CHECK(model.simulator().info().symmetry == DataSymmetry{.sign = true, .shift = 4});
  const Error wrong_step = testing::error_of(text("data_shape: [12], symmetry: {shift: 5}"));
  CHECK(wrong_step.kind() == ErrorKind::config);
  CHECK_THAT(wrong_step.what(), Contains("run.yaml:1") && Contains("simulator.symmetry") &&
                                    Contains("shift 5 does not divide 12 data (its multiples are those of 1)"));
  CHECK_THAT(testing::error_of(text("data_shape: [4, 3], symmetry: {reverse: true}")).what(),
             Contains("reverse is not defined for data of 2 dimensions"));
  CHECK_THAT(testing::error_of(text("data_shape: [4], symmetry: {mirror: true}")).what(), Contains("mirror"));
}

}  // namespace
}  // namespace inquest
