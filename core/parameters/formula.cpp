#include "core/parameters/formula.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <muParser.h>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"

namespace inquest {
namespace {

// Letters of any language are bytes above 127 in UTF-8.
std::string name_characters() {
  std::string characters = "0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (int byte = 128; byte < 256; ++byte) characters += static_cast<char>(byte);
  return characters;
}

// A name may have signs in it, which a formula would take for operators.
bool can_stand_in_formula(const std::string& name) {
  return name.find_first_not_of(name_characters()) == std::string::npos && !name.empty() &&
         (name.front() < '0' || name.front() > '9');
}

// muParser knows one sign for powers.
std::string with_one_power_sign(std::string text) {
  for (auto place = text.find("**"); place != std::string::npos; place = text.find("**", place)) {
    text.replace(place, 2, "^");
  }
  return text;
}

// muParser would take "a = 1" for an assignment.
bool assigns(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') continue;
    const bool compares = i > 0 && std::string("<>!=").find(text[i - 1]) != std::string::npos;
    if (!compares && text.compare(i, 2, "==") != 0) return true;
  }
  return false;
}

double natural_log(double x) { return std::log(x); }

/// A parser whose variables are the entries of `row`, by these names.
class Parser {
 public:
  Parser(const std::string& text, const std::vector<std::string>& names) : row_(names.size()) {
    parser_.DefineNameChars(name_characters().c_str());
    parser_.ClearConst();
    if (std::ranges::find(names, "pi") == names.end()) parser_.DefineConst("pi", std::numbers::pi);
    parser_.DefineFun("log", natural_log);
    for (std::size_t j = 0; j < names.size(); ++j) {
      if (can_stand_in_formula(names[j])) parser_.DefineVar(names[j], &row_[j]);
    }
    parser_.SetExpr(with_one_power_sign(text));
  }

  double operator()(std::span<const double> values) {
    std::ranges::copy(values, row_.begin());
    return parser_.Eval();
  }

  /// Throws mu::ParserError on names that are not there, on what is no formula, and on several in one.
  void check() {
    parser_.Eval();
    if (parser_.GetNumResults() != 1) throw mu::ParserError("it has several values");
  }

 private:
  std::vector<double> row_;
  mu::Parser parser_;
};

std::string advice_on(const mu::ParserError& error, const std::vector<std::string>& names) {
  return error.GetCode() == mu::ecUNASSIGNABLE_TOKEN ? suggest(error.GetToken(), names) : "correct it";
}

}  // namespace

Formula::Formula(std::string text, std::vector<std::string> names) : text_(std::move(text)), names_(std::move(names)) {
  // Where a parameter is called a-b, nobody knows which one is meant.
  for (const std::string& name : names_) {
    INQUEST_VALIDATE(can_stand_in_formula(name) || text_.find(name) == std::string::npos, config, "'", text_,
                     "' (the name ", name, " has a sign in it, which a formula takes for an operator); call the ",
                     "parameter otherwise, or put blanks around the operator");
  }
  try {
    if (assigns(text_)) throw mu::ParserError("= gives a value to something; == compares");
    Parser(text_, names_).check();
  } catch (const mu::ParserError& error) {
    std::string why = error.GetMsg();
    while (!why.empty() && why.back() == '.') why.pop_back();
    raise(ErrorKind::config, concat("'", text_, "' (is no formula: ", why, ") ", advice_on(error, names_)));
  }
}

std::vector<double> Formula::operator()(ConstMatrixView rows) const {
  INQUEST_EXPECT(rows.cols() == names_.size());
  Parser parser(text_, names_);
  std::vector<double> values(rows.rows());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = parser(rows.row(i));
  return values;
}

}  // namespace inquest
