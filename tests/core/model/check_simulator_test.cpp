#include "core/model/check_simulator.hpp"

#include <chrono>

#include "tests/core/model/line_simulator.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

std::string violations(const Model& model) {
  std::string text;
  for (const std::string& violation : check_simulator(model, Seed{3}).violations) text += violation + "\n";
  return text;
}

std::string remarks(const Model& model, const CheckSimulatorOptions& options = {}) {
  std::string text;
  for (const std::string& remark : check_simulator(model, Seed{3}, options).remarks) text += remark + "\n";
  return text;
}

}  // namespace

TEST_CASE("check_simulator: a simulator that keeps the law passes, with its likelihood") {
  Model model = line_model("line");
  CHECK(violations(model) == "");
  model.bundle.likelihood = std::make_shared<LineLikelihood>();
  CHECK(violations(model) == "");
}

TEST_CASE("check_simulator: each way to break the law is found") {
  using enum LineSimulator::Flaw;
  const std::vector<std::pair<LineSimulator::Flaw, std::string>> table = {
      {not_finite, "40 of 40 rows drawn from the prior failed or are not finite"},
      {state, "differs when simulated again"},
      {batch, "differs when simulated alone"},
      {neighbour, "differs when simulated in batches of 7"},
      {neighbour, "differs when simulated in reversed order"},
      {neighbour, "differs when simulated on two threads"},
      {unset_status, "status of row 0 is not set"},
      {ignores_seed, "x of 40 rows is the same under another seed (the simulator ignores its seeds, or has no noise)"},
      {throws, "an exception was thrown: the line broke"},
      {sometimes_fails, "of 40 rows drawn from the prior failed"},
  };
  for (const auto& [flaw, message] : table) {
    CAPTURE(message);
    CHECK_THAT(violations(line_model("line", flaw)), Catch::Contains(message));
  }
}

TEST_CASE("check_simulator: a simulator without noise says so, and is told what that means") {
  using enum LineSimulator::Flaw;
  Model model = line_model("line", ignores_seed);
  model.bundle.simulator = std::make_shared<LineSimulator>(ignores_seed, 3, true);
  CHECK(violations(model) == "");
  CHECK_THAT(remarks(model), Catch::Contains("the data have no noise: no density of them can be learned"));
  model.bundle.simulator = std::make_shared<LineSimulator>(none, 3, true);
  CHECK_THAT(violations(model), Catch::Contains("x changes with the seed (the simulator is declared deterministic)"));
}

TEST_CASE("check_simulator: numbers without noise among others are told") {
  const Model model = line_model("line", LineSimulator::Flaw::noiseless_number);
  CHECK(violations(model) == "");
  CHECK(remarks(model) == "the numbers 1 of x are the same under another seed: they have no noise, and no density\n");
}

// 0.05 s a row: the trial stops after two rows, and one row again and one under another seed are all there is time for.
TEST_CASE("check_simulator: of a slow simulator few rows are simulated, and what was left out is told") {
  const Model model = line_model("line", LineSimulator::Flaw::slow);
  const auto start = std::chrono::steady_clock::now();
  const std::string told = remarks(model, {.rows = 40, .seconds = 0.1});
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
  CHECK_THAT(told, Catch::Contains("not compared") && Catch::Contains("simulated on two threads"));
}

TEST_CASE("check_simulator: failures within the tolerance are no violation") {
  const Model model = line_model("line", LineSimulator::Flaw::sometimes_fails);
  CHECK(check_simulator(model, Seed{3}, {.rows = 40, .failure_tolerance = 1}).violations.empty());
}

TEST_CASE("check_simulator: likelihoods are held to the law too") {
  Model model = line_model("line");
  model.bundle.likelihood = std::make_shared<LineLikelihood>(LineLikelihood::Flaw::nan);
  CHECK_THAT(violations(model), Catch::Contains("ln p(x | theta) = nan"));
  model.bundle.likelihood = std::make_shared<LineLikelihood>(LineLikelihood::Flaw::batch);
  CHECK_THAT(violations(model), Catch::Contains("differs when computed alone"));
}

TEST_CASE("check_simulator: the declared parameters are those of the model") {
  Model model = line_model("line");
  Parameter only;
  only.name = "slope";
  only.prior = Prior::uniform(-1, 1);
  model.space = ParameterSpace({only});
  CHECK_THAT(violations(model), Catch::Contains("declares the parameters intercept, slope, offset"));
}

TEST_CASE("check_simulator: of simulations made elsewhere the rows are checked") {
  Model model = line_model("line");
  auto archive = std::make_shared<Simulations>(draw_joint(model, Seed{1}, 0, 10));
  model.bundle.archive = archive;
  CHECK(violations(model) == "");
  archive->status.assign(10, SimulationStatus::failed);
  CHECK_THAT(violations(model), Catch::Contains("10 of 10 rows made elsewhere failed"));
}
