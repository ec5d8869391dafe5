// What is wrong with text that is no YAML, in terms of the text: parsers tell where they gave up, and in terms of their
// own.
#pragma once

#include <string>
#include <string_view>

namespace inquest {

struct YamlFault {
  int line = 0;  // from 1, where the fault is
  std::string problem;
};

/// The fault in `text`, of which a parser gave up in `line` (from 1) with `message`; the parser's own words where it is
/// none of the usual ones.
YamlFault yaml_fault(std::string_view text, int line, const std::string& message);

}  // namespace inquest
