// A model of which the likelihood is all that is known: no simulator, and no observation but the program's own.

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;

const fs::path examples = fs::path(INQUEST_SOURCE_DIR) / "docs" / "examples";

ProcessResult inquest(const TemporaryDirectory& folder, const std::vector<std::string>& words) {
  return run_inquest(INQUEST_BINARY_DIR, folder.path(), words);
}

double number(const nlohmann::json& value) { return value.get<double>(); }

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// Counts with sum s in n hours, of a rate with prior gamma(2, 1/4): its posterior is gamma(2 + s, n + 1/4).
struct Rate {
  double sum, hours;
  double mean() const { return (2 + sum) / (hours + 0.25); }
  double sd() const { return std::sqrt(2 + sum) / (hours + 0.25); }
  double log_z() const {  // without the factorials, which both models have
    return 2 * std::log(0.25) + std::lgamma(2 + sum) - (2 + sum) * std::log(hours + 0.25);
  }
};

constexpr const char* two_likelihoods = R"(name: mixed
observation: [0.4, 0.9]
models:
  simulated:
    simulator: linear_gaussian
    parameters: {a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}}
    likelihood: {gaussian: {}}
  alone:
    likelihood: {command: [python3, -IS, normal.py], persistent: true}
    parameters: {a: {prior: {normal: [0, 1]}}}
simulations: {train: 2000, test: 0}
posterior: {chains: {method: mcmc}}
evidence: {nested: {method: nested}}
)";

// The first datum is the parameter with noise of variance 1, the second N(0, 2) whatever it is.
constexpr const char* normal = R"(
import math, struct, sys
def load(path):
    data = open(path, 'rb').read()
    start = 10 + struct.unpack('<H', data[8:10])[0]
    return struct.unpack('<%dd' % ((len(data) - start) // 8), data[start:])
for line in sys.stdin:
    theta, x, output = line.split()
    first, second = load(x)
    rest = -second * second / 4 - math.log(4 * math.pi) / 2 - math.log(2 * math.pi) / 2
    values = [rest - (first - a) ** 2 / 2 for a in load(theta)]
    header = repr({'descr': '<f8', 'fortran_order': False, 'shape': (len(values),)}).ljust(117) + '\n'
    with open(output, 'wb') as file:
        file.write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode()
                   + struct.pack('<%dd' % len(values), *values))
    print('done', flush=True)
)";

}  // namespace

TEST_CASE("a likelihood without a simulator has posteriors and evidence, which agree with closed forms", "[cli]") {
  const TemporaryDirectory folder;
  for (const char* file : {"counts.yaml", "counts.py"}) fs::copy(examples / file, folder.path());
  const ProcessResult check = inquest(folder, {"check", "counts.yaml"});
  INFO(check.err);
  CHECK(check.status == 0);
  CHECK(says(check.out, "no simulator"));
  CHECK(says(inquest(folder, {"check-simulator", "counts.yaml"}).out, "no simulator to check"));
  const ProcessResult run = inquest(folder, {"run", "counts.yaml"});
  INFO(run.err);
  REQUIRE(run.status == 0);
  CHECK_FALSE(fs::exists(folder / "counts" / "simulations.h5"));
  CHECK(fs::exists(folder / "counts" / "report.html"));
  const auto results = nlohmann::json::parse(read_text(folder / "counts" / "results.json"));
  const Rate morning{68, 12}, afternoon{112, 12}, both{180, 24};
  for (const char* route : {"mcmc", "nested"}) {
    CAPTURE(route);
    const auto& changed = results["posterior"]["changed"][route];
    CHECK(changed["simulations"] == 0);
    CHECK(std::abs(number(changed["mean"][0]) - morning.mean()) < 0.1 * morning.sd());
    CHECK(std::abs(number(changed["mean"][1]) - afternoon.mean()) < 0.1 * afternoon.sd());
    CHECK(std::abs(number(changed["std"][0]) / morning.sd() - 1) < 0.06);
  }
  const double log_k = morning.log_z() + afternoon.log_z() - both.log_z();
  CHECK(std::abs(number(results["evidence"]["nested"]["log_k"][0][1]) - log_k) < 0.05);
  CHECK(says(inquest(folder, {"info", "counts"}).out, "changed"));
  CHECK(inquest(folder, {"run", "counts.yaml", "--resume"}).status == 0);
}

TEST_CASE("nothing is simulated for a model without a simulator, beside one that has one", "[cli]") {
  const TemporaryDirectory folder;
  write_text(folder / "run.yaml", two_likelihoods);
  write_text(folder / "normal.py", normal);
  const ProcessResult run = inquest(folder, {"run", "run.yaml", "--output", "out"});
  INFO(run.err);
  REQUIRE(run.status == 0);
  CHECK(fs::exists(folder / "out" / "simulations" / "simulated"));
  CHECK_FALSE(fs::exists(folder / "out" / "simulations" / "alone"));
  const auto results = nlohmann::json::parse(read_text(folder / "out" / "results.json"));
  CHECK(results["posterior"]["simulated"]["chains"]["simulations"] == 2000);
  CHECK(results["posterior"]["alone"]["chains"]["simulations"] == 0);
  // Both are N(x; 0, 2) of each datum; the fit of the covariance moves the first a little.
  CHECK(std::abs(number(results["evidence"]["nested"]["log_k"][0][1])) < 0.15);
  CHECK(inquest(folder, {"info", "out/simulations.h5"}).status == 0);
  const ProcessResult simulate = inquest(folder, {"simulate", "run.yaml", "--output", "other"});
  CHECK(says(simulate.out, "model alone has no simulator"));
}

TEST_CASE("chains take the derivatives of a likelihood that a simulator knows", "[cli]") {
  const TemporaryDirectory folder;
  write_text(
      folder / "run.yaml",
      "name: nuts\nobservation: [0.9, -0.6]\nmodels:\n  free:\n    simulator: linear_gaussian\n"
      "    options: {noise_sd: 0.5}\n    parameters: {a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}}\n"
      "posterior: {chains: {method: mcmc, sampler: nuts}}\n");
  REQUIRE(inquest(folder, {"check", "run.yaml"}).status == 0);
  const ProcessResult run = inquest(folder, {"run", "run.yaml", "--output", "out"});
  INFO(run.err);
  REQUIRE(run.status == 0);
  const auto chains = nlohmann::json::parse(read_text(folder / "out" / "results.json"))["posterior"]["free"]["chains"];
  const double sd = std::sqrt(0.25 / 1.25), mean[] = {0.9 / 1.25, -0.6 / 1.25};
  for (std::size_t j = 0; j < 2; ++j) {
    CHECK(std::abs(number(chains["mean"][j]) - mean[j]) < 0.1 * sd);
    CHECK(std::abs(number(chains["std"][j]) / sd - 1) < 0.06);
  }
}

}  // namespace inquest::testing
