#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/config/config_node.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

ConfigNode parse(const std::string& text) { return ConfigNode::parse(text, "run.yaml"); }

}  // namespace

TEST_CASE("yaml_writer writes block style with short sequences in a line", "[config]") {
  const char* const text =
      "name: hubble\n"
      "models:\n"
      "  lambda:\n"
      "    unit: 'km/s/Mpc, comoving'\n"
      "    prior:\n"
      "      uniform: [50, 90]\n"
      "  none: {}\n"
      "matrix:\n"
      "  - [1, 2.5]\n"
      "  - [.inf, null]\n"
      "list:\n"
      "  - a: 1\n"
      "    b: '1'\n"
      "  - - []\n"
      "    - x: true\n"
      "empty: null\n";
  CHECK(parse(text).to_yaml() == text);
}

TEST_CASE("yaml_writer writes text that reads back as the same text", "[config]") {
  const std::vector<std::string> nasty = {
      "",
      " ",
      "~",
      "null",
      "Null",
      "true",
      "false",
      "yes",
      "NO",
      "on",
      "y",
      "5",
      "-5",
      "1e6",
      ".5",
      ".inf",
      ".nan",
      "0x1F",
      "1_000",
      "2020-01-01",
      "12:30:45",
      "a: b",
      "a:",
      ":a",
      "a #b",
      "#a",
      "- a",
      "-",
      "--",
      "---",
      "...",
      "?",
      "? a",
      "a?",
      "!tag",
      "&anchor",
      "*alias",
      "%directive",
      "@at",
      "`tick",
      "|",
      ">",
      "[a]",
      "{a}",
      "a, b",
      "a]",
      "'",
      "''",
      "it's",
      "\"",
      "\"quoted\"",
      "\\",
      "\\n",
      "C:\\temp\\new",
      "\\Omega_m",
      "H_0",
      " leading",
      "trailing ",
      "tab\there",
      "\t",
      "line\nbreak",
      "two\n\nbreaks\n",
      "\n",
      "\r\n",
      "carriage\rreturn",
      "bell\a",
      "delete\x7F",
      std::string("nul\0inside", 10),
      "\x04",
      "\x1B[0m",
      "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80",
      "\xEF\xBB\xBF"
      "bom",
      "\xC2\x85 next line",
      "\xE2\x80\xA8 separator",
      "<<",
      "=",
      "a=b",
      "./x y.npy",
      "/abs/path",
      "file.h5:/dataset",
      "100%",
      "key: [a, 'b'] # c",
      std::string(5000, 'x'),
      std::string(300, ' ') + "x",
  };
  for (const std::string& text : nasty) {
    CAPTURE(text);
    const ConfigNode value = ConfigNode::scalar(text);
    const ConfigNode tree = ConfigNode::mapping(
        {{"value", value},
         {"flow", ConfigNode::sequence({value, value})},
         {"block", ConfigNode::sequence({ConfigNode::mapping({{"x", value}}), value})},
         {"keys", text.size() > 200 ? ConfigNode() : ConfigNode::mapping({{text == "<<" ? "_" : text, value}})}});
    const ConfigNode read = parse(tree.to_yaml());
    CHECK(read == tree);
    CHECK(read.find("value")->is_text());
    CHECK(parse(value.to_yaml()) == value);
  }
}

TEST_CASE("yaml_writer writes numbers that read back as the same number", "[config]") {
  for (const double value : {0.1, 1.0 / 3, -0.0, 1e300, 5e-324, 1e22, 123456789.0, 6.02214076e23,
                             -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::max()}) {
    const double read = parse(ConfigNode::number(value).to_yaml()).number();
    CAPTURE(value);
    CHECK(read == value);
    CHECK(std::signbit(read) == std::signbit(value));
  }
  CHECK(std::isnan(parse(ConfigNode::number(std::nan("")).to_yaml()).number()));
  CHECK(ConfigNode::number(0.1).text() == "0.1");
  CHECK(ConfigNode::integer(std::numeric_limits<std::int64_t>::min()).integer() ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(ConfigNode::boolean(false).to_yaml() == "false\n");
  CHECK(ConfigNode::numbers({1, 2.5}).to_yaml() == "[1, 2.5]\n");
  CHECK(ConfigNode::integers({1, 2}) == parse("[1, 2]"));
  CHECK(ConfigNode::texts({"a", "2"}) == parse("[a, '2']"));
}
