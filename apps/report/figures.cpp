#include "apps/report/figures.hpp"

#include <algorithm>
#include <cctype>

#include "apps/report/text/page_style.hpp"
#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::string_view opening = "<svg class=\"plot\"";
constexpr std::string_view closing = "</svg>";
constexpr std::size_t longest_name = 60;

// "Blind coverage of network" as "blind-coverage-of-network".
std::string words_of(std::string_view title) {
  std::string name;
  for (const char c : title) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80;
    if (plain) {
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  name.resize(std::min(name.size(), longest_name));
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "figure" : name;
}

std::string title_of(std::string_view svg) {
  const std::size_t begin = svg.find("<title>");
  const std::size_t end = svg.find("</title>");
  if (begin == std::string_view::npos || end == std::string_view::npos) return "figure";
  return words_of(svg.substr(begin + 7, end - begin - 7));
}

// Behind the end of the drawing that begins there; it may hold others.
std::size_t end_of(const std::string& page, std::size_t at) {
  std::size_t depth = 0;
  do {
    const std::size_t end = page.find(closing, at);
    const std::size_t inner = page.find("<svg", at);
    INQUEST_EXPECT(end != std::string::npos);
    inner < end ? ++depth : --depth;
    at = inner < end ? inner + 1 : end + closing.size();
  } while (depth > 0);
  return at;
}

// The drawing with a name space, the styles of the page, and paper behind it.
std::string standalone(std::string_view svg) {
  const std::size_t head = svg.find('>');
  std::string text = concat("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\"",
                            svg.substr(opening.size(), head - opening.size()), ">");
  text += concat("<style>", page_style(), "svg { background: var(--paper); font-family: sans-serif; }</style>");
  return text + std::string(svg.substr(head + 1)) + "\n";
}

}  // namespace

std::vector<Figure> figures_of(const std::string& page) {
  std::vector<Figure> figures;
  for (std::size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at + 1)) {
    const std::size_t end = end_of(page, at);
    const std::string_view svg = std::string_view(page).substr(at, end - at);
    const std::string number = std::to_string(figures.size() + 1);
    figures.push_back({concat(number.size() < 2 ? "0" : "", number, "-", title_of(svg)), standalone(svg)});
  }
  return figures;
}

}  // namespace inquest
