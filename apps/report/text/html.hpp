// HTML and SVG elements as strings; what they write is also well-formed XML.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace inquest {

using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Text as markup shows it: & < > " ' as entities; control characters, which XML cannot hold, as U+FFFD.
std::string escape(std::string_view text);

/// <tag name="value" ...>content</tag>; values are escaped here, `content` is markup already.
std::string element(std::string_view tag, Attributes attributes, std::string_view content);
std::string element(std::string_view tag, std::string_view content);

/// <tag name="value" .../>
std::string empty_element(std::string_view tag, Attributes attributes);

/// A coordinate of a drawing, to a hundredth: "12.3", "-0.5".
std::string svg_number(double value);

}  // namespace inquest
