#include "core/config/yaml_fault.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using Lines = std::vector<std::string_view>;
using Fault = std::optional<YamlFault>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
}

bool has_content(std::string_view line) { return !trimmed(line).empty() && trimmed(line).front() != '#'; }

/// "'name = m'", as far as a message has room for it.
std::string quoted(std::string_view line) {
  constexpr std::size_t longest = 40;
  const std::string_view shown = trimmed(line);
  return shown.size() <= longest ? concat("'", shown, "'") : concat("'", shown.substr(0, longest), "...'");
}

/// Of a line that begins `key: value`, the value without a comment; nothing of any other.
std::optional<std::string_view> value_of(std::string_view line) {
  const std::string_view text = trimmed(line.substr(0, line.find(" #")));
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
    if (colon + 1 == text.size()) return std::string_view{};
    if (text[colon + 1] == ' ') return trimmed(text.substr(colon + 1));
  }
  return std::nullopt;
}

/// The line with content before `line`, from 1; 0 where there is none.
int line_before(const Lines& lines, int line) {
  for (--line; line > 0 && !has_content(lines[static_cast<std::size_t>(line) - 1]);) --line;
  return line;
}

Fault tab(const Lines& lines, int line) {
  const std::string_view text = lines[static_cast<std::size_t>(line) - 1];
  const bool found = text.substr(0, text.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
  return found ? Fault({line, "the line begins with a tab (not valid YAML); indent with spaces"}) : std::nullopt;
}

Fault escape(int line, const std::string& message) {
  const bool hexadecimal = message.find("hex number") != std::string::npos;  // "\\xi"
  if (!hexadecimal && message.find("escape character") == std::string::npos) return std::nullopt;
  return YamlFault{line, concat(message, " (in double quotes a backslash begins a special character); write ",
                                "LaTeX in single quotes, '\\Omega'")};
}

/// The bracket that is open at the end of `last`, if one is.
Fault open_bracket(const Lines& lines, int last) {
  std::vector<std::pair<char, int>> open;
  for (int line = 1; line <= last; ++line) {
    char quote = 0, before = ' ';
    for (const char c : lines[static_cast<std::size_t>(line) - 1]) {
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '#' && before == ' ') {
        break;
      } else if ((c == '\'' || c == '"') && std::string_view(" [{,:").find(before) != std::string_view::npos) {
        quote = c;
      } else if (c == '[' || c == '{') {
        open.emplace_back(c, line);
      } else if ((c == ']' || c == '}') && !open.empty()) {
        open.pop_back();
      }
      before = c;
    }
  }
  if (open.empty()) return std::nullopt;
  return YamlFault{open.back().second, concat("'", open.back().first, "' is opened and never closed (not valid YAML)")};
}

Fault second_colon(const Lines& lines, int line) {
  const auto value = value_of(lines[static_cast<std::size_t>(line) - 1]);
  if (!value || value->empty() || std::string_view("[{'\"|>").find(value->front()) != std::string_view::npos ||
      !value_of(*value)) {
    return std::nullopt;
  }
  return YamlFault{line, concat("a second ': ' in the value ", quoted(*value), " (not valid YAML); put it in quotes")};
}

Fault no_key_in(const Lines& lines, int line) {
  if (line == 0) return std::nullopt;
  const std::string_view text = lines[static_cast<std::size_t>(line) - 1];
  if (value_of(text) || trimmed(text).front() == '-' || trimmed(text).find_first_of("[]{}") != std::string_view::npos) {
    return std::nullopt;
  }
  return YamlFault{line, concat(quoted(text), " is no entry 'key: value' (not valid YAML); write a colon and a space")};
}

/// A line without `key: ` is taken for the first part of the key in the next line, or else faults itself.
Fault no_key(const Lines& lines, int line) {
  auto above = no_key_in(lines, line_before(lines, line));
  return above ? above : no_key_in(lines, line);
}

/// The columns at which blocks are open above `line`, from the left.
std::vector<std::size_t> open_indents(const Lines& lines, int line) {
  std::vector<std::size_t> open;
  for (int above = 1; above < line; ++above) {
    const std::string_view text = lines[static_cast<std::size_t>(above) - 1];
    if (!has_content(text)) continue;
    while (!open.empty() && open.back() > indent_of(text)) open.pop_back();
    if (open.empty() || open.back() < indent_of(text)) open.push_back(indent_of(text));
  }
  return open;
}

std::string spaces(std::size_t count) { return concat(count, count == 1 ? " space" : " spaces"); }

Fault indentation(const Lines& lines, int line) {
  const std::string_view text = lines[static_cast<std::size_t>(line) - 1];
  const int above = line_before(lines, line);
  if (above == 0) return std::nullopt;
  const std::string_view before = lines[static_cast<std::size_t>(above) - 1];
  const std::size_t own = indent_of(text), other = indent_of(before);
  const auto value = value_of(before);
  if (own > other && value && !value->empty() && value->front() != '#') {
    return YamlFault{line, concat(quoted(text), " is indented by ", spaces(own), " below line ", above,
                                  ", which has a value and can hold nothing else (not valid YAML); ",
                                  other == 0 ? "do not indent it" : concat("indent both by ", spaces(other)))};
  }
  const std::vector<std::size_t> open = open_indents(lines, line);
  if (own >= other || std::ranges::find(open, own) != open.end()) return std::nullopt;
  std::string known;
  for (const std::size_t indent : open) known += (known.empty() ? "" : ", ") + std::to_string(indent);
  return YamlFault{line, concat(quoted(text), " is indented by ", spaces(own), ", as nothing above it is (by ", known,
                                "; not valid YAML); line it up with the keys that it belongs to")};
}

}  // namespace

YamlFault yaml_fault(std::string_view text, int line, const std::string& message) {
  const Lines lines = lines_of(text);
  if (line >= 1 && !lines.empty()) {
    const int last = std::min(line, static_cast<int>(lines.size()));
    if (auto fault = tab(lines, last)) return *fault;
    if (auto fault = escape(line, message)) return *fault;
    if (message.find("flow") != std::string::npos) {
      if (auto fault = open_bracket(lines, last)) return *fault;
    }
    if (auto fault = second_colon(lines, last)) return *fault;
    if (auto fault = indentation(lines, last)) return *fault;
    if (auto fault = no_key(lines, last)) return *fault;
  }
  return {line, concat(message, " (not valid YAML)")};
}

}  // namespace inquest
