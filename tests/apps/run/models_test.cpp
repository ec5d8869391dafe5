// Models of a run file with a simulator, a likelihood, or both.

#include "apps/run/models.hpp"

#include "apps/run/run.hpp"
#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;

const std::string parameters = "    parameters: {a: {prior: {normal: [0, 1]}}}\n";
const std::string alone = "  alone:\n    likelihood: {command: [python3, mine.py]}\n" + parameters;
const std::string other = "  other:\n    likelihood: {command: [python3, mine.py]}\n" + parameters;
const std::string simulated = "  simulated:\n    simulator: linear_gaussian\n" + parameters;

Run load(const TemporaryDirectory& folder, const std::string& models, const std::string& rest = "") {
  write_text(folder / "mine.py", "");
  write_text(folder / "run.yaml", "name: models\nmodels:\n" + models + rest);
  return load_run(folder / "run.yaml");
}

std::string error_of(const std::string& models, const std::string& rest = "") {
  const TemporaryDirectory folder;
  try {
    load(folder, models, rest);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::config);
    return error.what();
  }
  return "no error";
}

template <class Routes>
std::string methods_of(const Routes& routes) {
  std::string text;
  for (const auto& route : routes) text += route.method->name + " ";
  return text;
}

}  // namespace

TEST_CASE("a likelihood alone is a model, with or without an observation") {
  const TemporaryDirectory folder;
  const Run run = load(folder, alone);
  CHECK_FALSE(run.models[0].has_simulator());
  CHECK(run.models.data_size() == 0);
  CHECK(run.observation.empty());
  CHECK_FALSE(run.learns());
  CHECK(methods_of(run.posterior) == "nested ");
  CHECK(run.evidence.empty());
  const Run observed = load(folder, alone + other, "observation: [1, 2, 3]\n");
  CHECK(observed.models.data_size() == 3);
  CHECK(methods_of(observed.evidence) == "nested ");
}

TEST_CASE("a run file without a simulator or an observation is resolved to an equal one") {
  const TemporaryDirectory folder, elsewhere;
  for (const char* rest : {"", "observation: [1, 2]\n"}) {
    const Run run = load(folder, alone, rest);
    write_text(elsewhere / "resolved.yaml", run.resolved.to_yaml());
    CHECK(load_run(elsewhere / "resolved.yaml").resolved.to_yaml() == run.resolved.to_yaml());
  }
}

TEST_CASE("a likelihood beside a simulator takes data of the same size") {
  const TemporaryDirectory folder;
  const Run run = load(folder, alone + simulated, "observation: [1]\n");
  CHECK(run.models[0].data_size() == 1);
  CHECK(methods_of(run.posterior) == "nested ");
}

TEST_CASE("what needs simulations says so where a model has no simulator") {
  for (const char* method : {"npe", "nle", "auto", "moments"}) {
    CHECK_THAT(error_of(alone, concat("posterior: {route: {method: ", method, "}}\n")),
               Contains(concat("posterior.route: method ", method,
                               " needs simulations (model 'alone' has a likelihood "
                               "and no simulator); use mcmc or nested")));
  }
  for (const char* method : {"network", "marginal_flow", "npe_nle"}) {
    CHECK_THAT(error_of(alone + other, concat("evidence: {route: {method: ", method, "}}\n")),
               Contains(concat("method ", method, " needs simulations (model 'alone'")));
  }
  CHECK_THAT(error_of(alone + other, "evidence: {route: {method: exact}}\n"), Contains("needs a closed form"));
  CHECK_THAT(error_of(alone, "posterior: {route: {method: nested, likelihood: nle}}\n"), Contains("needs simulations"));
  CHECK_THAT(error_of(alone, "posterior: {route: {method: mcmc, sampler: nuts}}\n"), Contains("has no derivatives"));
}

TEST_CASE("a model that lacks what it needs is an error that says what") {
  CHECK_THAT(error_of("  empty:\n" + parameters),
             Contains("models.empty.simulator is missing") && Contains("a simulator or a likelihood"));
  CHECK_THAT(error_of(simulated), Contains("observation is missing (model 'simulated' simulates data like it)"));
  CHECK_THAT(error_of("  bare:\n    likelihood: exact\n" + parameters), Contains("model 'bare' has no simulator"));
  CHECK_THAT(error_of("  bare:\n    likelihood: {gaussian: {}}\n" + parameters),
             Contains("simulations tell what is assumed"));
  CHECK_THAT(error_of(alone + "    options: {noise_sd: 1}\n"), Contains("only a registered simulator has options"));
}

TEST_CASE("options of a model that its choices do not have are refused") {
  const std::string rest = "observation: [1]\n";
  CHECK_THAT(error_of(simulated + "    options: {design_seed: 3}\n", rest),
             Contains("design_seed is not an option of design: identity (it is one of random)"));
  CHECK_THAT(error_of(simulated + "    options: {design: [[1]], design_seed: 3}\n", rest),
             Contains("design_seed is not an option of design: a list"));
  CHECK_THAT(error_of(simulated + "    likelihood: {gaussian: {repeats: 100}}\n", rest),
             Contains("repeats = 100 (simulations are repeated at a place, and none is given)"));
  const TemporaryDirectory folder;
  for (const char* chosen : {"    options: {design: random, design_seed: 3}\n", "    likelihood: {gaussian: {}}\n",
                             "    likelihood: {gaussian: {at: {a: 0}, repeats: 100}}\n"}) {
    const std::string resolved = load(folder, simulated + chosen, rest).resolved.to_yaml();
    write_text(folder / "again.yaml", resolved);
    CHECK(load_run(folder / "again.yaml").resolved.to_yaml() == resolved);
  }
}

TEST_CASE("a likelihood is of one kind") {
  const std::string model = simulated + "    likelihood: ";
  const std::string rest = "observation: [1]\n";
  CHECK_THAT(error_of(model + "{gaussian: {}, command: [python3, mine.py]}\n", rest), Contains("must be one of exact"));
  CHECK_THAT(error_of(model + "{gaussian: {}, repeats: 100}\n", rest),
             Contains("no keys beside gaussian) write its options within gaussian"));
  CHECK_THAT(error_of(model + "{}\n", rest), Contains("must be one of exact"));
  CHECK_THAT(error_of(model + "poisson\n", rest), Contains("must be exact"));
}

}  // namespace inquest::testing
