// ConfigNode::to_yaml: block style, with sequences of scalars in one line.

#include <algorithm>
#include <array>

#include "core/config/config_node.hpp"

namespace inquest {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// Words that some reader of YAML, 1.1 ones included, takes for something other than text.
bool is_reserved(std::string word) {
  constexpr std::array<std::string_view, 9> reserved = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  std::transform(word.begin(), word.end(), word.begin(), [](char c) { return is_letter(c) ? char(c | 0x20) : c; });
  return std::find(reserved.begin(), reserved.end(), word) != reserved.end();
}

// Safe in every position, inside brackets too; whatever is not needs quotes.
bool is_plain(const std::string& text) {
  const auto allowed = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("_-+./ ").find(c) != std::string_view::npos;
  };
  return !text.empty() && (is_letter(text.front()) || text.front() == '_' || text.front() == '/') &&
         text.back() != ' ' && std::all_of(text.begin(), text.end(), allowed) && !is_reserved(text);
}

std::string in_double_quotes(const std::string& text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (is_control(c)) {
      out += {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string in_single_quotes(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

std::string write_text(const std::string& text) {
  if (is_plain(text)) return text;
  return std::any_of(text.begin(), text.end(), is_control) ? in_double_quotes(text) : in_single_quotes(text);
}

bool is_short(const ConfigNode& node) {
  if (node.is_mapping()) return node.entries().empty();
  if (!node.is_sequence()) return true;
  const auto& items = node.items();
  return std::all_of(items.begin(), items.end(), [](const ConfigNode& i) { return i.is_null() || i.is_scalar(); });
}

// A value that fits in the line of its key.
std::string write_short(const ConfigNode& node) {
  if (node.is_null()) return "null";
  if (node.is_scalar()) return node.is_text() ? write_text(node.text()) : node.text();
  if (node.is_mapping()) return "{}";
  std::vector<std::string> items;
  for (const ConfigNode& item : node.items()) items.push_back(write_short(item));
  return concat("[", join(items), "]");
}

// Lines of a mapping or sequence, each after `indent` but the first, which stands where the caller's text ends.
void write_block(const ConfigNode& node, const std::string& indent, std::string& out) {
  const std::string deeper = indent + "  ";
  std::string before;
  if (node.is_mapping()) {
    for (const auto& [key, value] : node.entries()) {
      out += before + write_text(key) + ":";
      if (is_short(value)) {
        out += concat(" ", write_short(value), "\n");
      } else {
        out += concat("\n", deeper);
        write_block(value, deeper, out);
      }
      before = indent;
    }
  } else {
    for (const ConfigNode& item : node.items()) {
      out += before + "- ";
      if (is_short(item)) {
        out += write_short(item) + "\n";
      } else {
        write_block(item, deeper, out);
      }
      before = indent;
    }
  }
}

}  // namespace

std::string ConfigNode::to_yaml() const {
  if (is_short(*this)) return write_short(*this) + "\n";
  std::string out;
  write_block(*this, "", out);
  return out;
}

}  // namespace inquest
