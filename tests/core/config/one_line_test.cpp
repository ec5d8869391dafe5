#include "core/config/one_line.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

namespace inquest {
namespace {

std::string refusal(const std::string& text) {
  const ConfigNode root = ConfigNode::parse("a: 1\nlatex: " + text + "\n", "run.yaml");
  const Error error = testing::error_from([&] { one_line(*root.find("latex")); });
  CHECK(error.kind() == ErrorKind::config);
  return error.what();
}

TEST_CASE("one line: what double quotes make of a backslash is an error that writes it in single ones") {
  using Catch::Contains;
  struct Case {
    const char* command;
    const char* holds;
  };
  for (const auto& [command, holds] :
       {Case{"\\nu", "a line break"}, Case{"\\tau", "a tab"}, Case{"\\rho", "a carriage return"},
        Case{"\\beta", "a backspace"}, Case{"\\alpha", "a bell"}, Case{"\\eta", "an escape character"},
        Case{"\\varphi", "a vertical tab"}, Case{"\\frac{a}{b}", "a form feed"}, Case{"\\Lambda_0", "a line separator"},
        Case{"\\Phi", "a paragraph separator"}, Case{"\\Nu", "a next-line character"},
        Case{"a\\_b", "a no-break space"}}) {
    INFO(command);
    const std::string message = refusal('"' + std::string(command) + '"');
    CHECK_THAT(message, Contains("run.yaml:2: latex holds " + std::string(holds)));
    CHECK_THAT(message, Contains("in single quotes: '" + std::string(command) + "'"));
  }
  CHECK_THAT(refusal("\"a\\x01\""), Contains("a control character"));
}

TEST_CASE("one line: all other text is taken as it is") {
  for (const std::string text : {"\\nu", "\\Lambda_0", "km s^{-1}", "\xCE\xA9_m", ""}) {
    const ConfigNode root = ConfigNode::parse("latex: '" + text + "'\n", "run.yaml");
    CHECK(one_line(*root.find("latex")) == text);
  }
}

}  // namespace
}  // namespace inquest
