#include "apps/report/text/html.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace inquest {
namespace {

std::string opening(std::string_view tag, Attributes attributes) {
  std::string text = "<" + std::string(tag);
  for (const auto& [name, value] : attributes) text.append(" ").append(name).append("=\"") += escape(value) + "\"";
  return text;
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else if (is_control(c)) {
      out += "\ufffd";
    } else {
      out += c;
    }
  }
  return out;
}

std::string element(std::string_view tag, Attributes attributes, std::string_view content) {
  return opening(tag, attributes).append(">").append(content).append("</").append(tag).append(">");
}

std::string element(std::string_view tag, std::string_view content) { return element(tag, {}, content); }

std::string empty_element(std::string_view tag, Attributes attributes) { return opening(tag, attributes) + "/>"; }

std::string svg_number(double value) {
  std::array<char, 400> text{};                                // the largest double has 309 digits
  const double rounded = std::round(100 * value) / 100 + 0.0;  // no negative zero
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), rounded, std::chars_format::fixed).ptr};
}

}  // namespace inquest
