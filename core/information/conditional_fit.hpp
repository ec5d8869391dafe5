// What can be fitted to rows: densities of y given c.
#pragma once

#include <functional>
#include <string>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"

namespace inquest {

/// ln p(y | c) of rows y [n, dy], each with its context c [n, dc].
using ConditionalLogDensity = std::function<void(ConstMatrixView y, ConstMatrixView c, std::span<double> out)>;

/// A way to fit one, by maximum likelihood.
struct ConditionalFit {
  std::string name;
  std::string family;    // of ways that grow: after one that does worse than the one before, no other is tried
  bool counts_own_rows;  // whether it is as much too good on the rows it was fitted to as it is too bad on others
  std::function<ConditionalLogDensity(ConstMatrixView y, ConstMatrixView c, Seed seed)> fit;  // empty: it cannot
};

}  // namespace inquest
