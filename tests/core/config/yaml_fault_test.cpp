#include "core/config/config_node.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

std::string error_of(const std::string& text) {
  try {
    ConfigNode::parse(text, "run.yaml");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("yaml_fault names the line at fault and what is wrong there", "[config]") {
  struct Case {
    std::string text;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"models:\n  a:\n    simulator: s\n   parameters:\n      p: 1\n",
       "run.yaml:4: 'parameters:' is indented by 3 spaces, as nothing above it is (by 0, 2, 4; not valid YAML)"},
      {"models:\n  a:\n    simulator: s\n     options: {n: 3}\n",
       "run.yaml:4: 'options: {n: 3}' is indented by 5 spaces below line 3, which has a value"},
      {"name: m\n observation: x.csv\n", "run.yaml:2: 'observation: x.csv' is indented by 1 space below line 1"},
      {"inquest: 1\nname:m\nseed: 2\n", "run.yaml:2: 'name:m' is no entry 'key: value'"},
      {"inquest: 1\nname = m\n\n# why\nseed: 2\n", "run.yaml:2: 'name = m' is no entry 'key: value'"},
      {"name: my run: first\n", "run.yaml:1: a second ': ' in the value 'my run: first' (not valid YAML)"},
      {"observation: [1, 2\nmodels:\n  a: 1\n", "run.yaml:1: '[' is opened and never closed"},
      {"a: 1\nsimulations: {train: 20, test: [3]\n", "run.yaml:2: '{' is opened and never closed"},
      {"a: \"\\Omega\"\n", "write LaTeX in single quotes"},
      {"a:\n\tb: 1\n", "run.yaml:2: the line begins with a tab"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK_THAT(error_of(one.text), Catch::Matchers::Contains(one.message));
  }
}
