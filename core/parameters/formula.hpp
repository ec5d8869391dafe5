// Formula: a function of parameters as a run file writes it, "sigma8 * sqrt(Om / 0.3)".
//
//   + - * / ^ **           powers bind most, and from the right
//   < <= > >= == != && ||  are 1 or 0; (a ? b : c) chooses
//   sqrt exp ln log log2 log10 abs sign min max sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh
//   pi                     log is the natural one, as in Python and C
//
// muParser reads it (docs/decisions/030-formulas.md).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

class Formula {
 public:
  /// Throws Error(config) on what is no formula of numbers with these names.
  Formula(std::string text, std::vector<std::string> names);

  const std::string& text() const { return text_; }

  /// Its value for each row [n, names], where that is defined; else NaN or infinite.
  std::vector<double> operator()(ConstMatrixView rows) const;

 private:
  std::string text_;
  std::vector<std::string> names_;
};

}  // namespace inquest
