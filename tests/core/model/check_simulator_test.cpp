#include "core/model/check_simulator.hpp"

#include "tests/core/model/line_simulator.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

std::string violations(const Model& model) {
  std::string text;
  for (const std::string& violation : check_simulator(model, Seed{3})) text += violation + "\n";
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
      {throws, "an exception was thrown: the line broke"},
      {sometimes_fails, "of 40 rows drawn from the prior failed"},
  };
  for (const auto& [flaw, message] : table) {
    CAPTURE(message);
    CHECK_THAT(violations(line_model("line", flaw)), Catch::Contains(message));
  }
}

TEST_CASE("check_simulator: failures within the tolerance are no violation") {
  const Model model = line_model("line", LineSimulator::Flaw::sometimes_fails);
  CHECK(check_simulator(model, Seed{3}, {.rows = 40, .failure_tolerance = 1}).empty());
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
