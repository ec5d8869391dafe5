// The commands of LaTeX that stand for one symbol or word.
#pragma once

#include <string_view>

namespace inquest {

struct LatexSymbol {
  std::string_view command;  // without the backslash
  std::string_view text;     // UTF-8
  bool italic = false;
};

/// The symbol that `command` stands for, or null.
const LatexSymbol* find_latex_symbol(std::string_view command);

/// The combining character of an accent such as "hat", or an empty text.
std::string_view find_latex_accent(std::string_view command);

}  // namespace inquest
