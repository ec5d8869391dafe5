#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "core/config/config_node.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

ConfigNode parse(const std::string& text) { return ConfigNode::parse(text, "run.yaml"); }

std::string config_error(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::config);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("yaml_reader reads JSON", "[config]") {
  const ConfigNode root = parse(R"({"seed": 7, "models": [{"name": "a\u00e9", "on": true, "off": null}]})");
  CHECK(root.find("seed")->integer() == 7);
  const ConfigNode& model = root.find("models")->items()[0];
  CHECK(model.find("name")->text() == "a\xC3\xA9");
  CHECK(model.find("on")->boolean());
  CHECK(model.find("off")->is_null());
}

TEST_CASE("yaml_reader reads nothing from nothing", "[config]") {
  for (const char* text : {"", "\n", "# a comment", "---\n", "...\n", "---\n...\n", "~", "null", "\xEF\xBB\xBF"}) {
    CAPTURE(text);
    CHECK(parse(text).is_null());
    CHECK(parse(text).source() == "run.yaml");
  }
}

TEST_CASE("yaml_reader refuses files that are not strict YAML", "[config]") {
  struct Case {
    std::string text;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"a: 1\nb: 2\na: 3\n", "run.yaml:3: a is given twice (first in line 1)"},
      {"m:\n  a: 1\n  'a': 3\n", "run.yaml:3: m.a is given twice (first in line 2)"},
      {"{a: 1,\n b: 2, a: 3}", "run.yaml:2: a is given twice (first in line 1)"},
      {"a: 1\n---\nb: 2\n", "more text after the end of the document (a file holds one document)"},
      {"[1, 2]\n]", "run.yaml:2: illegal flow end (not valid YAML)"},
      {"[1, 2]\n3", "run.yaml:2: "},
      {"a: 1\n...\nb: 2\n", "run.yaml:3: more text after the end"},
      {"a: !mine 1\n", "run.yaml:1: the tag !mine is not known here"},
      {"a: !!binary aGk=\n", "the tag tag:yaml.org,2002:binary is not known here"},
      {"a: !!set {b}\n", "is not known here"},
      {"a: [1, 2\nb: 3\n", "run.yaml:"},
      {"[a", "or a bracket is never closed"},
      {"a: {b: 1\n", "(not valid YAML)"},
      {"a: 1\nb: 'unfinished\nc: 2\n\n", "run.yaml:2: a quote is opened and never closed (not valid YAML)"},
      {"a: [1, \"unfinished", "run.yaml:1: "},
      {"a:\n\tb: 1\n", "run.yaml:2: the line begins with a tab (not valid YAML); indent with spaces"},
      {"a: 1\n  b: 2\n", "run.yaml:2: "},
      {"a: *nowhere\n", "run.yaml:1: "},
      {"a: &x [*x]\n", "run.yaml:1: an alias stands inside the value that it names"},
      {"? [a, b]\n: 1\n", "a key is a mapping or a sequence (a key must be text)"},
      {"~: 1\n", "run.yaml:1: a key is empty (a key must be text)"},
      {"a: &x {b: 1}\nc:\n  <<: *x\n", "run.yaml:3: merge keys '<<' are not part of YAML 1.2"},
      {std::string("a: 1\nb: \0 2\n", 12), "run.yaml:2: a byte that is no UTF-8 text"},
      {"a: 1\n\x04", "run.yaml:2: a byte that is no UTF-8 text"},
      {"a: \xFF\xFE", "run.yaml:1: a byte that is no UTF-8 text"},
      {"a: \xED\xA0\x80", "a byte that is no UTF-8 text"},  // a surrogate
      {"a: \xC0\xAF", "a byte that is no UTF-8 text"},      // an overlong slash
      {"a: \xE2\x82", "a byte that is no UTF-8 text"},      // cut short
      {std::string(3000, '[') + std::string(3000, ']'), "values in values (nested too deeply for a run file)"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK_THAT(config_error([&] { parse(c.text); }), Contains(c.message));
  }
}

TEST_CASE("yaml_reader copies what an alias names", "[config]") {
  const ConfigNode root = parse("a: &space\n  H0: [50, 90]\nb: *space\nc: [&x 1, *x]\n");
  CHECK(*root.find("a") == *root.find("b"));
  CHECK(root.find("b")->where() == "run.yaml:3: b");
  CHECK(root.find("b")->find("H0")->items()[1].where() == "run.yaml:2: b.H0[1]");
  CHECK(root.find("c")->items()[1].integer() == 1);
}

TEST_CASE("yaml_reader stops aliases of aliases", "[config]") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string item = concat("*a", i - 1);
    text += concat("a", i, ": &a", i, " [");
    for (int j = 0; j < 10; ++j) text += item + (j < 9 ? ", " : "]\n");
  }
  CHECK_THAT(config_error([&] { parse(text); }), Contains("aliases of aliases expand without end"));
}

TEST_CASE("yaml_reader reads files", "[config]") {
  const testing::TemporaryDirectory directory;
  const auto path = directory / "run.yaml";
  std::ofstream(path) << "\xEF\xBB\xBFname: x\r\nseed: 5\r\n";  // as some editors write it
  const ConfigNode root = ConfigNode::parse_file(path);
  CHECK(root.find("name")->text() == "x");
  CHECK(root.find("seed")->where() == path.string() + ":2: seed");

  std::ofstream(directory / "empty.yaml") << "";
  CHECK(ConfigNode::parse_file(directory / "empty.yaml").is_null());

  for (const auto& missing : {directory / "absent.yaml", directory.path()}) {
    try {
      ConfigNode::parse_file(missing);
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::missing_input);
      CHECK_THAT(error.what(), Contains(missing.string()));
    }
  }
}
