// Answers that still change with the number of simulations are not trusted. That those which do not are is in
// tests/cli/linear_gaussian_test.cpp.

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;

/// Five parameters of sixty data, which five hundred simulations do not teach.
constexpr const char* run_file = R"(name: too few
observation: x.csv
models:
  free:
    simulator: linear_gaussian
    options: {observations: 60, design: random, noise_sd: 0.3}
    parameters: {a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}, c: {prior: {normal: [0, 1]}},
                 d: {prior: {normal: [0, 1]}}, e: {prior: {normal: [0, 1]}}}
simulations: {train: 500}
posterior: {npe: {method: npe, ensemble: 2}}
draws: 1000
report: false
)";

}  // namespace

TEST_CASE("a posterior that a quarter of the simulations gives otherwise is not trusted", "[cli]") {
  const TemporaryDirectory folder;
  std::string observation = "x\n";
  for (int i = 0; i < 60; ++i) observation += std::to_string(0.1 * (i % 7) - 0.3) + "\n";
  write_text(folder / "x.csv", observation);
  write_text(folder / "run.yaml", run_file);
  const ProcessResult run = run_inquest(INQUEST_BINARY_DIR, folder.path(), {"run", "run.yaml"});
  INFO(run.err);
  REQUIRE(run.status == 0);
  const auto results = nlohmann::json::parse(read_text(folder / "run/results.json"));
  const auto& curve = results["posterior"]["free"]["npe"]["learning_curve"];
  CHECK((curve["sigma"] > 1 || curve["width_ratio"] > 1.69 || curve["gain"] > 0.5));
  CHECK(results["verdict"]["trusted"] == false);
  CHECK_THAT(results["warnings"].dump(), Contains("free.npe: ") && Contains("a quarter of"));
  CHECK_THAT(run.out, Contains("Not trusted, see the warnings: Posterior of free"));
  CHECK(std::filesystem::exists(folder / "run/estimators/free.npe.quarter.h5"));

  SECTION("and it is not asked where it is switched off") {
    const ProcessResult without =
        run_inquest(INQUEST_BINARY_DIR, folder.path(),
                    {"run", "run.yaml", "--output", "without", "--set", "diagnostics.learning_curve=false"});
    REQUIRE(without.status == 0);
    const auto plain = nlohmann::json::parse(read_text(folder / "without/results.json"));
    CHECK_FALSE(plain["posterior"]["free"]["npe"].contains("learning_curve"));
    CHECK(plain["posterior"]["free"]["npe"]["mean"] == results["posterior"]["free"]["npe"]["mean"]);
    CHECK_FALSE(std::filesystem::exists(folder / "without/estimators/free.npe.quarter.h5"));
  }
}

TEST_CASE("a resumed run makes its quarters anew where the simulations are others", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  replace_in(folder / "run.yaml", "learning_curve: false", "learning_curve: true");
  const auto run = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"run", "run.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return run_inquest(INQUEST_BINARY_DIR, folder.path(), words).status;
  };
  REQUIRE(run({"--output", "grown", "--set", "diagnostics.learning_curve=false"}) == 0);
  REQUIRE(run({"--output", "grown", "--resume"}) == 0);
  REQUIRE(run({"--output", "grown", "--resume", "--set", "simulations.train=800"}) == 0);
  REQUIRE(run({"--output", "whole", "--set", "simulations.train=800"}) == 0);
  CHECK(results_without_times(folder / "grown") == results_without_times(folder / "whole"));
}

}  // namespace inquest::testing
