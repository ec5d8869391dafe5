// Blind coverage of a model posterior (Jeffrey & Wandelt 2024, arXiv 2305.11241): whether, of the simulations that are
// given probability p of having come from a model, a share p have. It needs no true K.
//
// Rows are sorted by their probability and cut where each part holds an equal share of sum p (1 - p): no part is empty,
// and each residual (came from the model - p, summed, over the square root of that sum) has variance one where the
// probabilities are right. The p-value of their sum of squares comes from labels redrawn from the probabilities
// themselves, so that it is exact for any number of rows, bins and models.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"

namespace inquest {

struct BlindCoverageOptions {
  std::size_t bins = 20;      // of each model at most; each holds a sum of p (1 - p) of 5 at least, unless there is one
  std::size_t redraws = 999;  // of the labels
};

struct CoverageBin {
  std::size_t model = 0;
  std::size_t rows = 0;
  double predicted = 0;  // mean probability of the model
  double observed = 0;   // share that came from it
  double error = 0;      // standard deviation of `observed` where the probabilities are right
};

struct BlindCoverage {
  std::vector<CoverageBin> bins;  // of every model but the first of two, whose bins would be their mirror images
  double rms_residual = 0;        // of (observed - predicted) / error
  double p_value = 1;
};

/// For ln p(x | M) of labelled rows, [n, m] up to a constant of each row, and the model that each came from [n], which
/// was drawn with equal probabilities: fixed numbers of rows are less random, and p-values would be too large. Throws
/// Error(data) where the evidences of a row are not numbers.
BlindCoverage blind_coverage(ConstMatrixView log_evidence, const std::vector<std::size_t>& labels, Seed seed,
                             const BlindCoverageOptions& options = {});

}  // namespace inquest
