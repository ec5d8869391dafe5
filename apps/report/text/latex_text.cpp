#include "apps/report/text/latex_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "apps/report/text/html.hpp"
#include "apps/report/text/latex_symbols.hpp"
#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool is_upright_style(std::string_view command) {
  static constexpr auto names =
      std::to_array<std::string_view>({"mathrm", "text", "textrm", "textsf", "mathsf", "mbox", "operatorname", "rm"});
  return std::ranges::find(names, command) != names.end();
}

bool is_other_style(std::string_view command) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"mathit", "mathbf", "mathcal", "mathbb", "mathfrak", "boldsymbol", "bm", "ensuremath"});
  return std::ranges::find(names, command) != names.end();
}

struct TextStyle {
  Script script = Script::base;
  bool upright = false;
};

class LatexReader {
 public:
  explicit LatexReader(std::string_view rest) : rest_(rest) {}

  std::vector<TextRun> read(TextStyle style) {
    while (!rest_.empty()) {
      if (rest_.front() == '}') take();  // closes nothing
      read_until_brace(style);
    }
    return std::move(runs_);
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  void read_until_brace(TextStyle style) {
    while (!rest_.empty() && rest_.front() != '}') read_one(style);
  }

  void read_one(TextStyle& style) {
    const char c = take();
    if (c == '\\') return read_command(style);
    if (c == '{') return read_group(style);
    if (c == '_') return read_argument({Script::sub, style.upright});
    if (c == '^') return read_argument({Script::super, style.upright});
    if (c == '$' || (is_space(c) && !style.upright)) return;
    if (c == '~') return append("\u2005", style, false);
    if (c == '-' && !(style.upright && style.script == Script::base)) return append("\u2212", style, false);
    if (c == '\'') return append("\u2032", style, false);
    append(std::string_view(&c, 1), style, is_letter(c) && !style.upright);
  }

  // The rest of a group whose opening brace is taken.
  void read_group(TextStyle style) {
    read_until_brace(style);
    if (!rest_.empty()) take();
  }

  void read_argument(TextStyle style) {
    skip_spaces();
    if (!rest_.empty() && rest_.front() != '}') read_one(style);
  }

  void skip_spaces() {
    while (!rest_.empty() && is_space(rest_.front())) take();
  }

  std::string_view take_command() {
    std::size_t length = 0;
    while (length < rest_.size() && is_letter(rest_[length])) ++length;
    const std::string_view name = rest_.substr(0, std::max<std::size_t>(length, 1));
    rest_.remove_prefix(name.size());
    if (length > 0) skip_spaces();  // they only end the name
    return name;
  }

  void read_command(TextStyle& style) {
    const std::string_view name = take_command();
    if (const LatexSymbol* symbol = find_latex_symbol(name)) return append(symbol->text, style, symbol->italic);
    if (const std::string_view accent = find_latex_accent(name); !accent.empty()) {
      read_argument(style);
      return append_to_last(accent);
    }
    if (name == "rm") {
      style.upright = true;  // until the group ends
    } else if (is_upright_style(name)) {
      read_argument({style.script, true});
    } else if (is_other_style(name)) {
      read_argument(style);
    } else if (name == "frac") {
      read_argument(style);
      append("/", style, false);
      read_argument(style);
    } else if (name == "sqrt") {
      append("√", style, false);
      read_argument(style);
    } else {
      append(name, style, false);  // \ln, \exp, and what is unknown
    }
  }

  void append(std::string_view text, TextStyle style, bool italic) {
    if (text.empty()) return;
    const bool joins = !runs_.empty() && runs_.back().script == style.script && runs_.back().italic == italic;
    if (!joins) runs_.push_back({"", style.script, italic});
    runs_.back().text += text;
  }

  void append_to_last(std::string_view text) {
    if (!runs_.empty()) runs_.back().text += text;
  }

  std::string_view rest_;
  std::vector<TextRun> runs_;
};

constexpr double small_size = 0.72;  // of scripts, relative to the text

// Below the baseline, in units of the size of a script.
double drop(Script script) { return script == Script::sub ? 0.32 : script == Script::super ? -0.5 : 0; }

std::string italic_class(const TextRun& run) { return run.italic ? "math" : "upright"; }

}  // namespace

std::vector<TextRun> parse_latex(std::string_view latex) { return LatexReader(latex).read({}); }

std::vector<TextRun> parse_unit(std::string_view unit) { return LatexReader(unit).read({.upright = true}); }

std::vector<TextRun> axis_label(std::string_view latex, std::string_view unit, int exponent) {
  std::vector<TextRun> label = parse_latex(latex);
  if (exponent == 0 && unit.empty()) return label;
  const std::string_view space = exponent != 0 && !unit.empty() ? " " : "";
  label.push_back({concat(" [", exponent != 0 ? power_of_ten(exponent) : "", space)});
  const std::vector<TextRun> unit_runs = parse_unit(unit);
  label.insert(label.end(), unit_runs.begin(), unit_runs.end());
  label.push_back({"]"});
  return label;
}

std::string to_html(const std::vector<TextRun>& runs) {
  std::string out;
  for (const TextRun& run : runs) {
    const std::string text = run.italic ? element("i", {{"class", "math"}}, escape(run.text)) : escape(run.text);
    if (run.script == Script::base) out += text;
    if (run.script == Script::sub) out += element("sub", text);
    if (run.script == Script::super) out += element("sup", text);
  }
  return out;
}

std::string to_svg(const std::vector<TextRun>& runs) {
  std::string out;
  Script previous = Script::base;
  for (const TextRun& run : runs) {
    const bool is_small = run.script != Script::base;
    const double shift = (drop(run.script) - drop(previous)) * (is_small ? 1 : small_size);  // in em of this run
    const std::string text = escape(run.text);
    const std::string dy = svg_number(shift) + "em";
    const std::string size = svg_number(is_small ? 100 * small_size : 100) + "%";
    out += element("tspan", {{"class", italic_class(run)}, {"dy", dy}, {"font-size", size}}, text);
    previous = run.script;
  }
  return out;
}

std::string to_plain(const std::vector<TextRun>& runs) {
  std::string out;
  for (const TextRun& run : runs) {
    if (run.script == Script::sub) out += "_";
    if (run.script == Script::super) out += "^";
    out += run.text;
  }
  return out;
}

}  // namespace inquest
