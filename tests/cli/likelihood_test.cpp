// Routes on likelihoods that simulators do not know: assumed, learned, or computed by a program of the user's.

#include <cmath>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* learning_run = R"(name: learning
observation: [0.9, -0.6]
models:
  free:
    simulator: linear_gaussian
    options: {noise_sd: 0.5}
    likelihood: {gaussian: {}}
    parameters: {a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}}
  half:
    simulator: linear_gaussian
    options: {noise_sd: 0.5}
    likelihood: {gaussian: {at: {a: 0}, repeats: 20000}}
    parameters: {a: {prior: {normal: [0, 1]}}, b: 0}
simulations: {train: 20000, test: 0}
diagnostics: {learning_curve: false}
posterior:
  nle: {method: nle, ensemble: 2, training: {steps: 1000}}
  assumed: {method: nested}
  learned: {method: nested, likelihood: nle}
  chains: {method: mcmc, sampler: nuts, likelihood: nle}
evidence: {assumed: {method: nested}, learned: {method: nested, likelihood: nle}, exact: {method: exact}}
)";

// ln N(x; a, 1/2) of two data in plain Python, which starts in no time; each start is counted.
constexpr const char* script = R"(
import struct, sys, time
def load(path):
    data = open(path, 'rb').read()
    start = 10 + struct.unpack('<H', data[8:10])[0]
    return struct.unpack('<%dd' % ((len(data) - start) // 8), data[start:])
theta, x = load(sys.argv[1]), load(sys.argv[2])
values = [-2 * sum((v - a) ** 2 for v in x) - 0.4515827052894548 for a in theta]  # ln(pi / 2)
header = repr({'descr': '<f8', 'fortran_order': False, 'shape': (len(values),)}).ljust(117) + '\n'
open(sys.argv[3], 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode()
                              + struct.pack('<%dd' % len(values), *values))
open('starts', 'a').write('.')
time.sleep(0.03)
)";

constexpr const char* external_run = R"(name: external
observation: [0.9, -0.6]
models:
  ours:
    simulator: {command: ['false'], data_shape: [2]}
    likelihood: {command: [python3, -IS, likelihood.py]}
    parameters: {a: {prior: {normal: [0, 1]}}}
posterior: {nested: {method: nested, error: 0.2, live: 60}}
evidence: {}
)";

std::string for_each_line(const std::string& body) {
  return "import sys\nfor line in sys.stdin:\n sys.argv[1:] = line.split()\n exec(r'''" + body +
         "''')\n print('done', flush=True)\n";
}

ProcessResult inquest(const TemporaryDirectory& folder, std::vector<std::string> words, ProcessOptions options = {},
                      const std::string& file = "run.yaml") {
  words.insert(words.begin(), {"run", file, "--output"});
  return run_inquest(INQUEST_BINARY_DIR, folder.path(), words, std::move(options));
}

double number(const nlohmann::json& value) { return value.get<double>(); }

}  // namespace

// Known likelihoods are within 0.01; the noise of the fits is asked for no more than of other routes: a mean within 0.2
// standard deviations, a standard deviation within 12%, ln K within 0.15; and of the jackknife within four errors.
TEST_CASE("assumed and learned likelihoods agree with closed forms where they can", "[statistical]") {
  const TemporaryDirectory folder;
  write_text(folder / "run.yaml", learning_run);
  const ProcessResult run = inquest(folder, {"out"}, {.time_limit = std::chrono::seconds(600)});
  INFO(run.err);
  REQUIRE(run.status == 0);
  const auto results = nlohmann::json::parse(read_text(folder / "out" / "results.json"));
  const double sd = std::sqrt(0.25 / 1.25), mean[] = {0.9 / 1.25, -0.6 / 1.25};
  for (const char* route : {"nle", "assumed", "learned", "chains"}) {
    for (std::size_t j = 0; j < 2; ++j) {
      CAPTURE(route, j);
      const auto& posterior = results["posterior"]["free"][route];
      CHECK(std::abs(number(posterior["mean"][j]) - mean[j]) < 0.2 * sd);
      CHECK(std::abs(number(posterior["std"][j]) / sd - 1) < 0.12);
      CHECK(posterior["simulations"] == 20000);
    }
  }
  const auto& evidence = results["evidence"];
  for (const char* route : {"assumed", "learned"}) {
    CAPTURE(route);
    CHECK(std::abs(number(evidence[route]["log_k"][0][1]) - number(evidence["exact"]["log_k"][0][1])) < 0.15);
    CHECK(evidence[route]["error_kind"] == std::string("nested, ") + route + " likelihood");
    for (const char* model : {"free", "half"}) {
      const std::string told = concat("evidence.", route, ", ", model, ": the noise of the likelihood moves ln Z by ");
      CHECK((run.out + run.err).find(told) != std::string::npos);
    }
  }
  const double off = number(evidence["assumed"]["log_k"][0][1]) - number(evidence["exact"]["log_k"][0][1]);
  CHECK(std::abs(off) < 4 * number(evidence["assumed"]["log_k_error"][0][1]));
  CHECK(fs::exists(folder / "out" / "estimators" / "free.assumed_likelihood.h5"));
}

// ln Z of two data with noise 1/2 and a ~ N(0, 1): N(0, [[1.25, 1], [1, 1.25]]).
TEST_CASE("a likelihood of the user's own needs no simulations, and a killed run goes on where it was",
          "[cli][fault]") {
  const TemporaryDirectory folder;
  write_text(folder / "run.yaml", external_run);
  write_text(folder / "likelihood.py", script);
  const auto starts = [&] { return read_text(folder / "starts").size(); };
  const ProcessResult whole = inquest(folder, {"whole"});
  INFO(whole.err);
  REQUIRE(whole.status == 0);
  const auto expected = results_without_times(folder / "whole");
  const auto& nested = expected["posterior"]["ours"]["nested"]["nested"];
  const double determinant = 1.25 * 1.25 - 1;
  const double square = (1.25 * (0.81 + 0.36) + 2 * 0.9 * 0.6) / determinant;
  const double log_z = -0.5 * (square + std::log(4 * M_PI * M_PI * determinant));
  CHECK(std::abs(number(nested["log_z"]) - log_z) < 4 * number(nested["log_z_error"]));
  CHECK(!fs::exists(folder / "whole" / "estimators" / ".likelihood_calls"));

  const std::size_t of_whole = starts();
  write_text(folder / "persistent.py", for_each_line(script));
  write_text(folder / "persistent.yaml", external_run);
  replace_in(folder / "persistent.yaml", "likelihood.py]", "persistent.py], persistent: true");
  REQUIRE(inquest(folder, {"persistent"}, {}, "persistent.yaml").status == 0);
  CHECK(results_without_times(folder / "persistent") == expected);
  const std::size_t before = starts();  // a call has as many rows as a second is thought to take
  const fs::path calls = folder / "killed" / "estimators" / ".likelihood_calls" / "ours";
  const ProcessResult killed =
      inquest(folder, {"killed"}, {.until = [&] { return fs::exists(calls) && fs::file_size(calls) > 0; }});
  REQUIRE(killed.status == -9);
  const std::size_t of_killed = starts() - before;
  REQUIRE(inquest(folder, {"killed", "--resume"}).status == 0);
  CHECK(results_without_times(folder / "killed") == expected);
  CHECK(starts() - before - of_killed < of_whole);
}

}  // namespace inquest::testing
