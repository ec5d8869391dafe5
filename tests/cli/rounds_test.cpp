// Simulations in rounds, against closed forms of a linear model with uniform priors that are wide.
#include <cmath>

#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

// x_i = theta_i + 0.5 e_i; the priors are 100 times as wide as the posteriors.
constexpr const char* run_file = R"(name: rounds
observation: [3.1, -2.2]
models:
  free:
    simulator: linear_gaussian
    options: {noise_sd: 0.5}
    likelihood: exact
    parameters: {a: {prior: {uniform: [-50, 50]}}, b: {prior: {uniform: [-50, 50]}}}
  half:
    simulator: linear_gaussian
    options: {noise_sd: 0.5}
    likelihood: exact
    parameters: {a: {prior: {uniform: [-50, 50]}}, b: -1.5}
simulations: {train: 4000, test: 400, rounds: 4}
posterior:
  npe: {method: npe, ensemble: 2}
  known: {method: nested}
evidence:
  network: {method: network, tune: false, ensemble: 2, bootstrap: 3}
  known: {method: nested}
diagnostics: {learning_curve: false}
report: false
)";

ProcessResult inquest(const TemporaryDirectory& folder, const std::vector<std::string>& words) {
  return run_inquest(INQUEST_BINARY_DIR, folder.path(), words, {.time_limit = std::chrono::seconds(600)});
}

}  // namespace

// ln K = ln N(x_b; -1.5, 0.5^2) of `half` against the flat 1/100 of `free`.
TEST_CASE("rounds: posteriors and ln K of wide priors from few simulations agree with closed forms", "[statistical]") {
  const TemporaryDirectory folder;
  write_text(folder / "run.yaml", run_file);
  const ProcessResult run = inquest(folder, {"run", "run.yaml"});
  INFO(run.err);
  REQUIRE(run.status == 0);
  const auto results = nlohmann::json::parse(read_text(folder / "run" / "results.json"));
  const double mean[] = {3.1, -2.2};
  for (const char* route : {"npe", "known"}) {
    const auto& posterior = results["posterior"]["free"][route];
    for (std::size_t j = 0; j < 2; ++j) {
      CAPTURE(route, j);
      CHECK(std::abs(posterior["mean"][j].get<double>() - mean[j]) < 0.2 * 0.5);
      CHECK(std::abs(posterior["std"][j].get<double>() / 0.5 - 1) < 0.12);
    }
  }
  CHECK(results["posterior"]["free"]["npe"]["rounds"]["log_share"].get<double>() < std::log(0.01));
  CHECK(!results["posterior"]["free"]["known"].contains("rounds"));
  const double log_k = -std::log(100.0) - (-0.5 * std::pow(0.7 / 0.5, 2) - std::log(0.5 * std::sqrt(2 * M_PI)));
  CHECK(results["evidence"]["known"]["log_k"][0][1].get<double>() == Approx(log_k).margin(0.1));
  const double error = results["evidence"]["network"]["log_k_error"][0][1];
  CHECK(std::abs(results["evidence"]["network"]["log_k"][0][1].get<double>() - log_k) < std::max(0.3, 3 * error));

  // A run that was stopped between two rounds goes on to the same bits, and one with other rounds is refused.
  std::filesystem::remove_all(folder / "run" / "estimators");
  const auto before = results["posterior"]["free"]["npe"]["mean"];
  REQUIRE(inquest(folder, {"run", "run.yaml", "--resume"}).status == 0);
  CHECK(nlohmann::json::parse(read_text(folder / "run" / "results.json"))["posterior"]["free"]["npe"]["mean"] ==
        before);
  const ProcessResult other = inquest(folder, {"run", "run.yaml", "--resume", "--set", "simulations.rounds=3"});
  CHECK(other.status != 0);
  CHECK(other.err.find("simulations.rounds = 3 (was 4)") != std::string::npos);
}

TEST_CASE("rounds: what cannot be simulated around one observation is refused", "[cli]") {
  const TemporaryDirectory folder;
  write_text(folder / "run.yaml", run_file);
  write_text(folder / "two.csv", "x,y\n1,2\n3,4\n");
  const ProcessResult several = inquest(folder, {"check", "run.yaml", "--set", "observation={file: two.csv}", "--set",
                                                 "posterior={nle: {method: nle}}", "--set", "evidence={}"});
  INFO(several.err);
  CHECK(several.err.find("rounds are made around one observation") != std::string::npos);
}

}  // namespace inquest::testing
