#include "simulators/external/external_likelihood.hpp"

#include <cmath>
#include <fstream>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

// What NumPy does for a likelihood, in plain Python that starts in no time.
const std::string preamble = R"(
import math, struct, sys
def load(path):
    data = open(path, 'rb').read()
    start = 10 + struct.unpack('<H', data[8:10])[0]
    return struct.unpack('<%dd' % ((len(data) - start) // 8), data[start:])
def save(path, values):
    header = repr({'descr': '<f8', 'fortran_order': False, 'shape': (len(values),)}).ljust(117) + '\n'
    data = struct.pack('<%dd' % len(values), *values)
    open(path, 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode() + data)
def density(theta, x):
    return [-0.5 * sum((v - a) ** 2 for v in x) if a < 9 else -math.inf for a in theta]
open('starts', 'a').write('.')
)";

const std::string once = "theta, x = load(sys.argv[1]), load(sys.argv[2])\nlog_l = density(theta, x)\n";

std::string for_each_line(const std::string& body) {
  return "for line in sys.stdin:\n theta, x, out = line.split()\n log_l = density(load(theta), load(x))\n " + body +
         "\n print('done', flush=True)\n";
}

struct Script {
  TemporaryDirectory folder;

  ExternalLikelihood likelihood(const std::string& body, const std::string& more = "batch: 3") const {
    const bool persistent = more.find("persistent") != std::string::npos;
    std::ofstream(folder / "likelihood.py") << preamble << (persistent ? for_each_line(body) : once + body) << '\n';
    return {ConfigNode::parse("{command: [python3, -IS, likelihood.py], " + more + "}", "run.yaml"), folder.path()};
  }
};

std::vector<double> values_of(const Likelihood& likelihood, std::size_t rows) {
  Matrix theta(rows, 1);
  for (std::size_t i = 0; i < rows; ++i) theta(i, 0) = static_cast<double>(i);
  const double x[] = {1, 2};
  std::vector<double> out(rows);
  likelihood.log_likelihood(theta, x, out);
  return out;
}

std::size_t starts(const Script& script) { return std::filesystem::file_size(script.folder / "starts"); }

}  // namespace

TEST_CASE("external likelihood: any number of rows, and none that is likely") {
  const Script script;
  const auto found = values_of(script.likelihood("save(sys.argv[3], log_l)"), 11);
  for (std::size_t i = 0; i < 9; ++i) {
    const double a = static_cast<double>(i);
    CHECK(found[i] == -0.5 * ((1 - a) * (1 - a) + (2 - a) * (2 - a)));
  }
  CHECK(found[10] == -std::numeric_limits<double>::infinity());
}

TEST_CASE("external likelihood: what goes wrong is told with what the command printed") {
  const Script script;
  const auto told = [&](const std::string& body, const std::string& more = "batch: 3") {
    const Error error = error_from([&] { values_of(script.likelihood(body, more), 2); });
    CHECK(error.kind() == ErrorKind::data);
    return std::string(error.what());
  };
  CHECK_THAT(told("print('no table'); sys.exit(3)"),
             Contains("likelihood.py ended with exit status 3") && Contains("it printed last:\n  no table"));
  CHECK_THAT(told("pass"), Contains("wrote no log_likelihood.npy"));
  CHECK_THAT(told("save(sys.argv[3], log_l + [0])"), Contains("3 numbers in 1 dimensions (must be 2"));
  CHECK_THAT(told("import time; time.sleep(9)", "timeout: 0.3"), Contains("ran longer than 0.3 s"));
}

TEST_CASE("external likelihood: a persistent command is started once and gives the same numbers") {
  const Script each, persistent;
  const auto of_each = each.likelihood("save(sys.argv[3], log_l)");
  const auto of_persistent = persistent.likelihood("save(out, log_l)", "batch: 3, persistent: true");
  for (const std::size_t rows : {11, 1, 5}) CHECK(values_of(of_persistent, rows) == values_of(of_each, rows));
  CHECK(starts(each) == 7);
  CHECK(starts(persistent) == 1);
}

TEST_CASE("external likelihood: as many persistent commands as there are workers, each started once") {
  const Script script;
  const auto likelihood = script.likelihood("save(out, log_l)", "batch: 1, workers: 2, persistent: true");
  CHECK(values_of(likelihood, 40).size() == 40);
  CHECK(starts(script) <= 2);
}

TEST_CASE("external likelihood: what goes wrong with a persistent command is told with what it printed last") {
  const Script script;
  const auto told = [&](const std::string& body, const std::string& more = "persistent: true") {
    const auto likelihood = script.likelihood(body, more);
    const Error error = error_from([&] {
      for (std::size_t rows : {1, 2}) values_of(likelihood, rows);
    });
    CHECK(error.kind() == ErrorKind::data);
    return std::string(error.what());
  };
  CHECK_THAT(told("save(out, log_l)\n if len(log_l) > 1: raise ValueError('no table')"),
             Contains("likelihood.py ended with exit status 1, asked for 2 rows; it printed last:") &&
                 Contains("ValueError: no table"));
  CHECK_THAT(told("print('a word')"), Contains("printed 'a word' (must print done") && Contains("it printed nothing"));
  CHECK_THAT(told("pass"), Contains("wrote no log_likelihood.npy"));
  CHECK_THAT(told("save(out, log_l + [0]); print('odd', file=sys.stderr, flush=True)"),
             Contains("2 numbers in 1 dimensions (must be 1") && Contains("it printed last:\n  odd"));
  CHECK_THAT(told("import time; time.sleep(9)", "timeout: 0.3, persistent: true"), Contains("ran longer than 0.3 s"));
  CHECK_THAT(told("save(out, log_l); sys.exit(0)"), Contains("left (must answer lines until its input ends)"));
}

// Frequency 1 without damping at its own data: residuals of zero.
TEST_CASE("external likelihood: the NumPy example of the documentation") {
  const ConfigNode node = ConfigNode::parse("{command: [python3, my_likelihood.py], persistent: true}", "run.yaml");
  const ExternalLikelihood likelihood(node, INQUEST_SOURCE_DIR "/docs/examples");
  Matrix theta(2, 2);
  theta(0, 0) = theta(1, 0) = 1;
  theta(1, 1) = 0.3;
  std::vector<double> x(32), out(2);
  double squares = 0;
  for (std::size_t j = 0; j < 32; ++j) {
    const double t = 4 * static_cast<double>(j) / 31;
    x[j] = std::cos(2 * std::acos(-1) * t);
    squares += std::pow((1 - std::exp(-0.3 * t)) * x[j] / 0.1, 2);
  }
  likelihood.log_likelihood(theta, x, out);
  const double norm = 16 * std::log(2 * std::acos(-1) * 0.01);
  CHECK(out[0] == Approx(-norm).epsilon(1e-12));
  CHECK(out[1] == Approx(-norm - 0.5 * squares).epsilon(1e-12));
}

TEST_CASE("external likelihood: the version follows the script, and a program that is not there is an error") {
  const Script script;
  const std::string before = script.likelihood("save(sys.argv[3], log_l)").version();
  CHECK(script.likelihood("save(sys.argv[3], [0])").version() != before);
  const ConfigNode node = ConfigNode::parse("{command: [no-such-program]}", "run.yaml");
  CHECK_THROWS_WITH(ExternalLikelihood(node, "."), Contains("run.yaml") && Contains("no executable no-such-program"));
}
