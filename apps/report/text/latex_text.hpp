// A small subset of LaTeX's mathematics as HTML or SVG text: \Omega_m, H_0, \sigma_8^{\rm lin}, M_\odot, 10^{-3}.
//
// Subscripts, superscripts, Greek letters, the usual symbols, \mathrm and its like, accents, \frac and \sqrt on one
// line. An unknown command shows as its name, an unclosed brace ends with the text: no label is ever an error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inquest {

enum class Script : std::uint8_t { base, sub, super };

/// A stretch of text in one style, UTF-8 and not escaped.
struct TextRun {
  std::string text;
  Script script = Script::base;
  bool italic = false;

  bool operator==(const TextRun&) const = default;
};

/// Reads `latex` (without or with dollar signs) as mathematics: letters are italic.
std::vector<TextRun> parse_latex(std::string_view latex);

/// Reads the unit of a parameter: letters are upright, spaces stay.
std::vector<TextRun> parse_unit(std::string_view unit);

/// Label of an axis whose numbers are multiples of 10^exponent: "H_0 [km/s/Mpc]", "A_s [10^-9]".
std::vector<TextRun> axis_label(std::string_view latex, std::string_view unit, int exponent);

std::string to_html(const std::vector<TextRun>& runs);

/// Content of an SVG text element.
std::string to_svg(const std::vector<TextRun>& runs);

/// The text alone, for titles; not escaped.
std::string to_plain(const std::vector<TextRun>& runs);

}  // namespace inquest
