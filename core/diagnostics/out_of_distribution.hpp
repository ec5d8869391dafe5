// Out of distribution: whether a point may be a draw of the distribution that a sample comes from.
//
// The point is put among the sample, every row is measured in the same way against all others, and the p-value is the
// rank of the point's distance: if it is one more draw, every rank is equally likely, whatever the distribution and the
// number of columns (conformal p-values; Vovk, Gammerman & Shafer 2005).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// p-values that the point is one more draw, by two distances.
struct OutOfDistribution {
  double mahalanobis_p = 1;  // from the mean, in units of the covariance: sees a direction that nothing varies in
  double neighbour_p = 1;    // from the nearest neighbours: sees gaps, and edges that are not ellipses

  double smaller() const;

  /// Whether the smaller one is below 0.01, which the ranks of fewer than 100 rows cannot be.
  bool unlikely() const;

  /// The smaller one: "p = 0.002 by its nearest neighbours".
  std::string in_words() const;
};

/// What casts doubt on an estimator's answer.
struct AnswerCheck {
  std::vector<std::string> warnings;
  OutOfDistribution out_of_distribution;
};

/// Squared Mahalanobis distance of each row of `rows` [n, d] from the mean of all, with the covariance of all. That is
/// shrunk: (d/n)^2 times its mean variance adds to the diagonal, which counts where there are few rows for a
/// covariance.
std::vector<double> mahalanobis_distances(ConstMatrixView rows);

/// Squared Euclidean distance of each row of `rows` [n, d] from its k-th nearest other one (Ramaswamy, Rastogi & Shim
/// 2000), of the farthest where there are no k; columns should be of like scale.
std::vector<double> neighbour_distances(ConstMatrixView rows, std::size_t k = 10);

/// (1 + #{sample rows at least as far}) / (1 + n) of the point [d] by either distance, for `sample` [n, d], n > 0.
OutOfDistribution out_of_distribution(ConstMatrixView sample, std::span<const double> point);

/// The smaller p-value of two looks at the same point by each distance, times two (Bonferroni), at most 1.
OutOfDistribution smaller_of_two(const OutOfDistribution& a, const OutOfDistribution& b);

}  // namespace inquest
