#include "core/config/one_line.hpp"

#include <array>
#include <optional>
#include <string_view>

#include "core/base/error.hpp"

namespace inquest {
namespace {

struct Escape {
  std::string_view bytes;  // in UTF-8
  char letter;             // that stands behind the backslash
  const char* name;
};

constexpr std::array escapes = {
    Escape{"\n", 'n', "a line break"},
    Escape{"\t", 't', "a tab"},
    Escape{"\r", 'r', "a carriage return"},
    Escape{"\b", 'b', "a backspace"},
    Escape{"\f", 'f', "a form feed"},
    Escape{"\v", 'v', "a vertical tab"},
    Escape{"\a", 'a', "a bell"},
    Escape{"\x1B", 'e', "an escape character"},
    Escape{"\xC2\x85", 'N', "a next-line character"},
    Escape{"\xC2\xA0", '_', "a no-break space"},
    Escape{"\xE2\x80\xA8", 'L', "a line separator"},
    Escape{"\xE2\x80\xA9", 'P', "a paragraph separator"},
};

// What the text holds first that is no character of a line; nothing where all is well.
std::optional<Escape> first_control(const std::string& text, std::size_t& place) {
  for (place = 0; place < text.size(); ++place) {
    for (const Escape& escape : escapes) {
      if (std::string_view(text).substr(place).starts_with(escape.bytes)) return escape;
    }
    // Of two characters the reader of YAML writes the second byte alone.
    const bool alone = place == 0 || static_cast<unsigned char>(text[place - 1]) < 0x80;
    const auto c = static_cast<unsigned char>(text[place]);
    if (alone && c == 0x85) return Escape{std::string_view(text).substr(place, 1), 'N', "a next-line character"};
    if (alone && c == 0xA0) return Escape{std::string_view(text).substr(place, 1), '_', "a no-break space"};
    if (c < 0x20 || c == 0x7F) return Escape{std::string_view(text).substr(place, 1), '\0', "a control character"};
  }
  return std::nullopt;
}

// As it was typed, the escapes back in place of what they stand for.
std::string as_typed(std::string text) {
  std::size_t place = 0;
  while (const auto found = first_control(text, place)) {
    text.replace(place, found->bytes.size(), found->letter == '\0' ? "?" : std::string{'\\', found->letter});
  }
  return text;
}

}  // namespace

const std::string& one_line(const ConfigNode& node) {
  const std::string& text = node.text();
  std::size_t place = 0;
  if (const auto found = first_control(text, place)) {
    raise(ErrorKind::config, concat(node.where(), " holds ", found->name,
                                    " (in double quotes a backslash and the letter behind it stand for another ",
                                    "character); write it in single quotes: '", as_typed(text), "'"));
  }
  return text;
}

}  // namespace inquest
