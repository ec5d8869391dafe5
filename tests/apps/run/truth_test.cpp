#include "apps/run/truth.hpp"

#include "apps/run/run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;

Run load(const TemporaryDirectory& folder, const std::string& truth) {
  write_text(folder / "run.yaml", "name: t\nobservation: [0.5, 1]\nmodels:\n  only:\n    simulator: linear_gaussian\n" +
                                      std::string("    parameters: {alpha: {prior: {normal: [0, 1]}}, b: 2}\n") +
                                      truth);
  return load_run(folder / "run.yaml");
}

std::string problem(const std::string& truth) {
  const TemporaryDirectory folder;
  return error_from([&] { load(folder, truth); }).what();
}

}  // namespace

TEST_CASE("truth: values by name, which a resolved run file keeps") {
  const TemporaryDirectory folder;
  CHECK(load(folder, "").truth.empty());
  const Run run = load(folder, "truth: {alpha: 0.25}\n");
  CHECK(run.truth == std::map<std::string, double>{{"alpha", 0.25}});
  CHECK(run.resolved.find("truth")->find("alpha")->number() == 0.25);
}

TEST_CASE("truth: names of no parameter, fixed ones and what is no number are errors with their line") {
  CHECK_THAT(
      problem("truth: {alpah: 1}\n"),
      Contains("run.yaml:7: truth.alpah = 1 (is of no parameter of any model) (known: alpha); did you mean 'alpha'?"));
  CHECK_THAT(problem("truth: {b: 2}\n"), Contains("run.yaml:7: truth.b = 2 (the parameter is fixed"));
  CHECK_THAT(problem("truth: {alpha: .inf}\n"), Contains("run.yaml:7: truth.alpha = .inf (must be a finite number)"));
  CHECK_THAT(problem("truth: {alpha: high}\n"), Contains("run.yaml:7: truth.alpha = 'high' (must be a number)"));
  CHECK_THAT(problem("truth: 0.3\n"), Contains("run.yaml:7: truth = 0.3 (must name parameters)"));
}

}  // namespace inquest::testing
