#include "apps/run/run.hpp"
#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

const std::string head = "name: hints\nobservation: [0.5]\n";
const std::string model =
    "models:\n  only:\n    simulator: linear_gaussian\n    parameters: {a: {prior: {normal: [0, 1]}}}\n";

std::string error_of(const std::string& text) {
  const TemporaryDirectory folder;
  write_text(folder / "run.yaml", text);
  try {
    load_run(folder / "run.yaml");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a key in the wrong place is told where it belongs") {
  struct Case {
    std::string text, message;
  };
  const std::vector<Case> cases = {
      {head + model + "device: cuda\n",
       "it is a key of evidence.NAME.training (method network, marginal_flow), "
       "posterior.NAME.training"},
      {head + model + "posterior: {npe: {method: npe, device: cuda}}\n", "it is a key of posterior.npe.training"},
      {head + model + "train: 200\n", "it is a key of simulations"},
      {head + model + "    simulations: {train: 200}\n", "it is a key of the run file itself, without indentation"},
      {head + model + "threads: 4\n", "it is an option of the command, --threads"},
      {head + model + "simulations: {train: 100,000}\n", "write 10000, not 10,000"},
      {head + "models:\nonly:\n  simulator: linear_gaussian\n", "does it belong to models (line 3), which is empty?"},
      {head + "models:\n  only:\n  simulator: linear_gaussian\n", "indent them more than the model's name"},
      {head + model + "  simulations: {train: 200}\n", "do not indent it"},
      {head + "models: [a, b]\n", "must be models by their names"},
      {head + model + "posterior: npe\n", "write posterior: {NAME: {method: "},
      {head + model + "posterior: {n: {method: network}}\n", "it is a method of evidence:"},
      {head + model + "diagnostics: {sbc: true}\n", "(is a part of diagnostics.calibration) leave it out"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK_THAT(error_of(one.text), Catch::Matchers::Contains(one.message));
  }
}

TEST_CASE("what this version has not stands in no resolved file, and files of before that list it are read") {
  const TemporaryDirectory folder;
  const std::string before = "diagnostics: {sbc: false, coverage: false, blind_coverage: false}\n";
  write_text(folder / "run.yaml", head + model + before);
  const Run run = load_run(folder / "run.yaml");
  CHECK_FALSE(run.diagnostics.blind_coverage);
  CHECK(run.resolved.find("diagnostics")->entries().size() == 6);
}

TEST_CASE("a missing file is told with the line of the run file that names it") {
  const std::string table = "observation: {file: absent.csv, columns: [x]}\n";
  CHECK_THAT(error_of("name: files\n" + table + model), Catch::Matchers::Contains("run.yaml:2: observation.file: "));
  const std::string archive =
      "models:\n  only:\n    simulator:\n      data:\n        theta: absent_theta.npy\n        x: absent.npy\n"
      "    parameters: {a: {prior: {normal: [0, 1]}}}\n";
  CHECK_THAT(error_of(head + archive), Catch::Matchers::Contains("run.yaml:7: models.only.simulator.data.theta: "));
  const std::string script =
      "models:\n  only:\n    simulator: {command: [sh, absent.sh], data_shape: [1]}\n"
      "    parameters: {a: {prior: {normal: [0, 1]}}}\n";
  CHECK_THAT(error_of(head + script), Catch::Matchers::Contains("run.yaml:5: models.only.simulator.command"));
  CHECK_THAT(error_of(head + script), Catch::Matchers::Contains("there is no file"));
}

}  // namespace inquest::testing
