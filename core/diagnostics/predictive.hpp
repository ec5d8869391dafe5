// Posterior predictive check: data simulated from draws of the posterior, beside the observation.
//
// The observation joins the simulated rows, each number is standardised over all of them, and two functions of a row
// are ranked: the mean square of its numbers, and the largest of them. Rows that are exchangeable give either p-value
// with equal probabilities; the observation has shaped the posterior, so that its p-values crowd around 1/2 where the
// model is right (Gelman, Meng & Stern 1996) and small ones are surer than they look.
#pragma once

#include <span>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

struct Predictive {
  std::size_t rows = 0;           // simulated
  std::size_t failed = 0;         // left out
  double p_value = 1;             // of a mean square as large
  double extreme_p = 1;           // of a number as far from the mean of its column
  std::size_t extreme = 0;        // which number of the observation that is
  std::vector<double> mean = {};  // [k], of the simulated rows
  std::vector<double> sd = {};    // [k]
  Matrix quantiles = {};          // [5, k] at summary_quantiles
};

/// For n > 1 simulated rows [n, k] and the observation [k].
Predictive predictive_check(ConstMatrixView simulated, std::span<const double> observation);

}  // namespace inquest
