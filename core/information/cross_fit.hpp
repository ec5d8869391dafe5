// Densities of y given c held to rows that they were not fitted to: which of several describes the data best, and how
// well.
//
// Rows are cut in K parts. A density is fitted to all of them but one, and judged on that. A fit of few numbers is as
// much too good on its own rows as it is too bad on others (Akaike 1974), so that the mean of
//
//   w ln p_all + (1 - w) ln p_other,   w = K / (2 K - 1)
//
// has no bias of first order; p_all is fitted to all rows, p_other without the part that the row is in. A fit of m
// numbers has the bias b = m / (2 n), and besides the scatter over rows the error sqrt(b / n), which is all where there
// is no information.
//
// A flow that ends when held-out rows ask for it is no such fit. What it lacks falls about as n^(-1/2) with the rows it
// has, so that fits to half as many tell the rest:
//
//   ln p_other + (ln p_other - ln p_half) / (sqrt(2) - 1)
//
// Half of what this adds is the error of a law that is not exact.
#pragma once

#include <vector>

#include "core/information/conditional_fit.hpp"

namespace inquest {

struct CrossFit {
  std::string name;
  std::vector<double> held_out;  // [n], ln p(y | c) by fits to other rows
  std::vector<double> balanced;  // [n], with the bias taken off as above
  double doubt = 0;              // of the mean of `balanced`, besides its scatter
};

struct CrossFitOptions {
  std::size_t folds = 5;
};

/// The best by its held-out score among the ways, in order of their complexity: a later one takes the place of an
/// earlier where it is better by a standard error. Those that do not count their own rows need 400. Throws Error(data)
/// where none fits.
CrossFit best_cross_fit(ConstMatrixView y, ConstMatrixView c, const std::vector<ConditionalFit>& ways,
                        const CrossFitOptions& options, Seed seed);

}  // namespace inquest
