#include "simulators/external_simulator.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/model/check_simulator.hpp"
#include "tests/simulators/requests.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

using Catch::Contains;

// A Python simulator of one parameter a in a folder of its own: x = [a, a + 1] unless `body` does otherwise.
class Script {
 public:
  explicit Script(const std::string& body, const std::string& more = "batch: 100") { write(body, more); }

  void write(const std::string& body, const std::string& more) {
    std::ofstream(folder / "simulator.py") << "import os, signal, sys, time\n"
                                              "import numpy as np\n"
                                              "theta, seeds = np.load(sys.argv[1]), np.load(sys.argv[2])\n"
                                              "a = theta[:, 0]\n"
                                              "x = np.stack([a, a + 1], axis=1)\n"
                                              "open('starts', 'a').write(f'{len(a)}\\n')\n"
                                           << body << "\nnp.save(sys.argv[3], x)\n";
    bundle = make_simulator(
        testing::parse_request({.simulator = "{command: [python3, simulator.py], data_shape: [2], " + more + "}",
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
  CHECK(check_simulator(model, Seed{1}, {.rows = 3}).empty());
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
  const Script script("x[:, 0] = (seeds % 2**20).astype(float); x[:, 1] = seeds // 2**44", "batch: 4, workers: 2");
  const Simulations rows = script.run(10);
  CHECK(script.starts() == 3);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(rows.x(i, 0) == static_cast<double>(rows.seeds[i].value % (1 << 20)));
    CHECK(rows.x(i, 1) == static_cast<double>(rows.seeds[i].value >> 44));
  }
}

TEST_CASE("external: rows that end the program are found, the others kept", "[external]") {
  const Script script("if 5 in a: sys.exit('five is not possible')\nif 11 in a: os.kill(os.getpid(), signal.SIGSEGV)");
  CHECK(failed_rows(script.run(16), SimulationStatus::failed) == RowSet{5, 11});
  CHECK_THAT(script.last_failure(), Contains("python3 simulator.py was ended by signal 11"));
}

TEST_CASE("external: the program's last words are kept", "[external]") {
  const Script script("if 1 in a: raise ValueError('one is not possible')");
  CHECK(script.last_failure().empty());
  CHECK(failed_rows(script.run(2), SimulationStatus::failed) == RowSet{1});
  CHECK_THAT(script.last_failure(), Contains("exit status 1") && Contains("ValueError: one is not possible"));
}

TEST_CASE("external: a program may mark rows as failed", "[external]") {
  const Script script("np.save(sys.argv[4], (a == 2).astype('int8'))");
  CHECK(failed_rows(script.run(4), SimulationStatus::failed) == RowSet{2});
  CHECK(script.starts() == 1);
  CHECK_THAT(script.last_failure(), Contains("marked 1 of 4 rows"));
}

TEST_CASE("external: rows that take too long are found", "[external]") {
  const Script script("if 3 in a: time.sleep(60)", "timeout: 1.5");
  CHECK(failed_rows(script.run(4), SimulationStatus::timed_out) == RowSet{3});
  CHECK_THAT(script.last_failure(), Contains("longer than 1.5 s"));
}

TEST_CASE("external: output of the wrong shape, or none", "[external]") {
  const auto [body, words] = GENERATE(table<std::string, std::string>(
      {{"if 1 in a: x = x[:, :1]", "has the shape [1, 1] (must be [1, 2])"},
       {"if 1 in a: sys.exit(0)", "it wrote no x.npy"},
       {"if 1 in a: open(sys.argv[3], 'w').write('no'); sys.exit(0)", "x.npy"},
       {"if 1 in a: np.save(sys.argv[4], np.zeros(7, 'int8'))", "status.npy has the shape [7] (must be [1])"}}));
  CAPTURE(body);
  const Script script(body);
  CHECK(failed_rows(script.run(2), SimulationStatus::failed) == RowSet{1});
  CHECK_THAT(script.last_failure(), Contains(words));
}

TEST_CASE("external: a simulator that always fails is given up soon", "[external]") {
  const Script script("raise RuntimeError('no licence')");
  try {
    script.run(64);
    FAIL("it went on");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), Contains("no licence"));
  }
  CHECK(script.starts() < 20);
}

TEST_CASE("external: nothing is left in the folder for temporary files", "[external]") {
  const auto folders = [] {
    RowSet::size_type count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::temp_directory_path())) {
      const std::string name = entry.path().filename().string();
      count += name.starts_with("inquest-") && !name.starts_with("inquest-test-") ? 1 : 0;
    }
    return count;
  };
  const auto before = folders();
  const Script script("if 1 in a: sys.exit(1)");
  script.run(3);
  CHECK(folders() == before);
}

TEST_CASE("external: the version follows the content of the script", "[external]") {
  Script script("");
  const std::string first = script.bundle.simulator->info().version;
  script.write("", "workers: 2");
  CHECK(script.bundle.simulator->info().version == first);
  script.write("x += 1", "workers: 2");
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
  CHECK_THAT(message("{command: [], data_shape: [2]}"), Contains("command"));
  CHECK_THAT(message("{command: [sh]}"), Contains("data_shape is missing"));
  CHECK_THAT(message("{command: [sh], data_shape: [0]}"), Contains(">= 1"));
  CHECK_THAT(message("{command: [sh], data_shape: [2], timeout: 0}"), Contains("> 0"));
}

}  // namespace
}  // namespace inquest
