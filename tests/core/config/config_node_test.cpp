#include "core/config/config_node.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

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

TEST_CASE("config_node knows where each value was written", "[config]") {
  const ConfigNode root = parse(
      "name: hubble\n"
      "\n"
      "posterior:\n"
      "  npe:\n"
      "    method: npe   # a comment\n"
      "    columns:\n"
      "      - H\n"
      "      - z\n");
  const ConfigNode& npe = *root.find("posterior")->find("npe");
  CHECK(root.find("name")->line() == 1);
  CHECK(root.find("posterior")->line() == 3);
  CHECK(npe.line() == 4);
  CHECK(npe.find("method")->where() == "run.yaml:5: posterior.npe.method");
  CHECK(npe.find("columns")->line() == 6);
  CHECK(npe.find("columns")->items()[1].where() == "run.yaml:8: posterior.npe.columns[1]");
  CHECK(root.where() == "run.yaml:1: top level");
  CHECK(root.find("seed") == nullptr);
}

TEST_CASE("config_node keeps the order of the file", "[config]") {
  const ConfigNode root = parse("{zeta: 1, alpha: 2, mu: 3}");
  std::vector<std::string> keys;
  for (const auto& [key, value] : root.entries()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"zeta", "alpha", "mu"});
}

TEST_CASE("config_node reads numbers whatever the notation", "[config]") {
  const auto number = [](const std::string& text) { return parse(text).number(); };
  CHECK(number("1.5") == 1.5);
  CHECK(number("+2") == 2);
  CHECK(number("-1e-3") == -1e-3);
  CHECK(number(".5") == 0.5);
  CHECK(number("007") == 7);
  CHECK(number(".inf") == std::numeric_limits<double>::infinity());
  CHECK(number("-.inf") == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(number(".nan")));

  const auto integer = [](const std::string& text) { return parse(text).integer(); };
  CHECK(integer("1e6") == 1000000);
  CHECK(integer("+12") == 12);
  CHECK(integer("-2.5e1") == -25);
  CHECK(integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("config_node takes what is quoted for text", "[config]") {
  for (const char* text : {"'5'", "\"5\"", "!!str 5", "'true'", "'null'", "hello", "no", "0x1F", "1.2.3", "inf"}) {
    CAPTURE(text);
    CHECK(parse(text).is_text());
  }
  CHECK(parse("5").is_number());
  CHECK(parse("true").is_boolean());
  CHECK(parse("no").text() == "no");
}

TEST_CASE("config_node refuses values of another type", "[config]") {
  struct Case {
    const char* text;
    std::function<void(const ConfigNode&)> read;
    const char* message;
  };
  const auto number = [](const ConfigNode& node) { node.number(); };
  const auto integer = [](const ConfigNode& node) { node.integer(); };
  const auto boolean = [](const ConfigNode& node) { node.boolean(); };
  const auto text = [](const ConfigNode& node) { node.text(); };
  const auto items = [](const ConfigNode& node) { node.items(); };
  const auto entries = [](const ConfigNode& node) { node.entries(); };
  const std::vector<Case> cases = {
      {"many", number, "run.yaml:2: a.b = 'many' (must be a number)"},
      {"'5'", number, "run.yaml:2: a.b = '5' (must be a number; in quotes it is text)"},
      {"20_000", number, "run.yaml:2: a.b = '20_000' (must be a number) write 20000"},
      {"1e999", number, "run.yaml:2: a.b = 1e999 (beyond the range of double precision)"},
      {"0x1F", number, "= '0x1F' (must be a number)"},
      {"inf", number, "= 'inf' (must be a number)"},
      {"+-1", number, "(must be a number)"},
      {"1,5", number, "(must be a number)"},
      {"true", number, "= true (must be a number)"},
      {"", number, "run.yaml:2: a.b = nothing (must be a number)"},
      {"[1, 2]", number, "run.yaml:2: a.b = [1, 2] (must be a number)"},
      {"many", integer, "run.yaml:2: a.b = 'many' (must be an integer)"},
      {"1.5", integer, "= 1.5 (must be an integer)"},
      {"20_000", integer, "(must be an integer) write 20000"},
      {"'5'", integer, "(must be an integer; in quotes it is text)"},
      {"9223372036854775808", integer, "(beyond the range of 64-bit integers)"},
      {"1e17", integer, "(too large an integer for this notation) write all its digits"},
      {".inf", integer, "(too large an integer for this notation)"},
      {".nan", integer, "= .nan (must be an integer)"},
      {"yes", boolean, "run.yaml:2: a.b = 'yes' (must be a boolean) write true or false"},
      {"off", boolean, "write true or false"},
      {"True", boolean, "write true or false"},
      {"'true'", boolean, "write true or false"},
      {"1", boolean, "= 1 (must be a boolean)"},
      {"{c: 1}", text, "run.yaml:2: a.b = {c: ...} (must be text)"},
      {"", text, "= nothing (must be text)"},
      {"H", items, "= 'H' (must be a sequence, [a, b, ...])"},
      {"3", entries, "= 3 (must be a mapping of keys to values)"},
  };
  for (const Case& c : cases) {
    const ConfigNode root = parse(std::string("a:\n  b: ") + c.text);
    CAPTURE(c.text);
    CHECK_THAT(config_error([&] { c.read(*root.find("a")->find("b")); }), Contains(c.message));
  }
}

TEST_CASE("config_node shortens long values in messages, not inside a character", "[config]") {
  std::string text = "x";
  for (int i = 0; i < 100; ++i) text += "\xC3\xA9";
  const std::string message = config_error([&] { parse(text).number(); });
  CHECK_THAT(message, Contains("\xC3\xA9...'"));
  CHECK(message.size() < 120);
  CHECK_THAT(config_error([] { parse("[" + std::string(1000, '1') + ", 2]").number(); }),
             Contains("1... (must be a number)"));
}

TEST_CASE("config_node compares contents, not places or quotes", "[config]") {
  CHECK(parse("a: [x, 1]\n") == parse("\n\n{'a': [\"x\", 1]}"));
  CHECK_FALSE(parse("'1'") == parse("1"));
  CHECK_FALSE(parse("{a: 1, b: 2}") == parse("{b: 2, a: 1}"));
  CHECK_FALSE(parse("[]") == parse("{}"));
  CHECK_FALSE(parse("''") == parse("null"));
}

TEST_CASE("config_node sets values by dotted path", "[config]") {
  ConfigNode root = parse("posterior:\n  npe: {ensemble: 3}\nreport:\n");
  root.set("posterior.npe.ensemble", ConfigNode::parse("many", "--set"));
  root.set("posterior.nle.flow", ConfigNode::parse("{a: [1, 2]}", "--set"));
  root.set("report.title", ConfigNode::scalar("x"));
  root.set("seed", ConfigNode::parse("7", "--set"));

  const ConfigNode& posterior = *root.find("posterior");
  CHECK_THAT(config_error([&] { posterior.find("npe")->find("ensemble")->integer(); }),
             Equals("--set: posterior.npe.ensemble = 'many' (must be an integer)"));
  CHECK(posterior.find("nle")->where() == "--set: posterior.nle");
  CHECK(posterior.find("nle")->find("flow")->find("a")->items()[1].where() == "--set: posterior.nle.flow.a[1]");
  CHECK(root.find("report")->find("title")->where() == "report.title");
  CHECK(root.find("seed")->integer() == 7);
  CHECK(posterior.where() == "run.yaml:1: posterior");
}

TEST_CASE("config_node refuses paths that lead nowhere", "[config]") {
  ConfigNode root = parse("name: x\nlist: [1]\n");
  const ConfigNode before = root;
  const auto usage_error = [&](const std::string& path) -> std::string {
    try {
      root.set(path, ConfigNode::integer(1));
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
      return error.what();
    }
    return "no error";
  };
  for (const char* path : {"", ".", "a.", ".a", "a..b"}) CHECK_THAT(usage_error(path), Contains("has an empty key"));
  CHECK_THAT(usage_error("name.first"), Contains("'name.first' cannot be set (run.yaml:1: name = 'x' is no mapping)"));
  CHECK_THAT(usage_error("list.0"), Contains("run.yaml:2: list = [1] is no mapping"));
  CHECK(root == before);
}
