// The command's nested sampling against integrals by quadrature and in closed form.

#include <cmath>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

// By quadrature, as in tests/bench/hubble.py: mean and standard deviation of H0 and Om; ln K of lambda over open.
struct Moments {
  double mean, sd;
};
const std::map<std::string, std::vector<Moments>> exact = {{"lambda", {{67.724, 3.097}, {0.3319, 0.0622}}},
                                                           {"open", {{60.491, 1.915}, {0.1060, 0.0804}}}};
constexpr double exact_log_k = 0.9976;

constexpr const char* linear_run = R"(name: linear
observation: [0.9, -0.6]
models:
  free:
    simulator: linear_gaussian
    options: {noise_sd: 0.5}
    parameters: {a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}}
  half:
    simulator: linear_gaussian
    options: {noise_sd: 0.5}
    parameters: {a: {prior: {normal: [0, 1]}}, b: 0}
  none:
    simulator: linear_gaussian
    options: {noise_sd: 0.5}
    parameters: {a: 0, b: 0}
simulations: {train: 20, test: 0}
posterior: {a: {method: nested, error: 0.02}}
evidence: {a: {method: nested, error: 0.02}, exact: {method: exact}}
report: false
)";

nlohmann::json results_of(const TemporaryDirectory& folder, std::vector<std::string> options = {}) {
  std::vector<std::string> words{"run", "run.yaml", "--output", "out", "--force"};
  words.insert(words.end(), options.begin(), options.end());
  const ProcessResult run = run_inquest(INQUEST_BINARY_DIR, folder.path(), words);
  INFO(run.err);
  REQUIRE(run.status == 0);
  return nlohmann::json::parse(read_text(folder / "out" / "results.json"));
}

}  // namespace

// Errors that are right are missed by four of them once in 16,000.
TEST_CASE("nested sampling of the hubble example agrees with quadrature", "[cli]") {
  const TemporaryDirectory folder;
  const std::filesystem::path examples = std::filesystem::path(INQUEST_SOURCE_DIR) / "docs" / "examples";
  std::filesystem::copy(examples / "cosmic_chronometers.csv", folder.path());
  std::filesystem::copy(examples / "hubble.yaml", folder / "run.yaml");
  const auto results =
      results_of(folder, {"--set", "simulations.train=20", "--set", "simulations.test=0", "--set", "report=false",
                          "--set", "posterior={assumed: {method: nested}, mcmc: {method: mcmc}}", "--set",
                          "evidence={assumed: {method: nested}}"});
  for (const auto& [model, moments] : exact) {
    for (const char* route : {"assumed", "mcmc"}) {
      const auto& posterior = results["posterior"][model][route];
      const double effective = posterior["effective_draws"];
      CHECK(effective > 1000);
      CHECK(posterior["simulations"] == 0);
      for (std::size_t j = 0; j < moments.size(); ++j) {
        INFO(model << "." << route << " parameter " << j);
        // The last digit of the quadrature counts too; standard deviations of skewed margins scatter twice as much.
        const double shift = (posterior["mean"][j].get<double>() - moments[j].mean) / moments[j].sd;
        CHECK(std::abs(shift) < 4 / std::sqrt(effective) + 1e-3);
        CHECK(std::abs(posterior["std"][j].get<double>() / moments[j].sd - 1) < 4 * std::sqrt(2 / effective) + 1e-3);
      }
    }
    CHECK(results["posterior"][model]["assumed"]["nested"]["log_z_error"] < 0.011);
    CHECK(std::filesystem::exists(folder / "out" / "posteriors" / (model + ".assumed_dead-birth.txt")));
  }
  const auto& evidence = results["evidence"]["assumed"];
  const double error = evidence["log_k_error"][0][1];
  CHECK(error < 0.016);
  CHECK(std::abs(evidence["log_k"][0][1].get<double>() - exact_log_k) < 4 * error);
  CHECK(evidence["error_kind"] == "nested");
  CHECK(evidence["likelihood_evaluations"] > 1000);
  CHECK(results["warnings"].empty());

  // The posterior's ln Z is another estimate of the same number.
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& nested = results["posterior"][evidence["models"][i].get<std::string>()]["assumed"]["nested"];
    const double both = std::hypot(nested["log_z_error"].get<double>(), evidence["log_z_error"][i].get<double>());
    CHECK(std::abs(nested["log_z"].get<double>() - evidence["log_z"][i].get<double>()) < 4 * both);
  }
}

TEST_CASE("nested sampling compares any number of models, also such as have no free parameter", "[cli]") {
  const TemporaryDirectory folder;
  write_text(folder / "run.yaml", linear_run);
  const auto results = results_of(folder);
  const auto& nested = results["evidence"]["a"];
  const auto& closed = results["evidence"]["exact"];
  for (std::size_t i = 0; i < 3; ++i) {
    const double error = nested["log_z_error"][i];
    CHECK(std::abs(nested["log_z"][i].get<double>() - closed["log_z"][i].get<double>()) < 4 * error + 1e-12);
  }
  CHECK(nested["log_z_error"][2] == 0);
  results_of(folder, {"--threads", "1"});
  const auto again = results_without_times(folder / "out");
  results_of(folder, {"--threads", "2"});
  CHECK(results_without_times(folder / "out") == again);
}

}  // namespace inquest::testing
