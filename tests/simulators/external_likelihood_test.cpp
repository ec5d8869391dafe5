#include "simulators/external_likelihood.hpp"

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
theta, x = load(sys.argv[1]), load(sys.argv[2])
log_l = [-0.5 * sum((v - a) ** 2 for v in x) if a < 9 else -math.inf for a in theta]
)";

struct Script {
  TemporaryDirectory folder;

  ExternalLikelihood likelihood(const std::string& body, const std::string& more = "batch: 3") const {
    std::ofstream(folder / "likelihood.py") << preamble << body << '\n';
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

TEST_CASE("external likelihood: the version follows the script, and a program that is not there is an error") {
  const Script script;
  const std::string before = script.likelihood("save(sys.argv[3], log_l)").version();
  CHECK(script.likelihood("save(sys.argv[3], [0])").version() != before);
  const ConfigNode node = ConfigNode::parse("{command: [no-such-program]}", "run.yaml");
  CHECK_THROWS_WITH(ExternalLikelihood(node, "."), Contains("run.yaml") && Contains("no executable no-such-program"));
}
