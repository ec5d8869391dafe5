// Summaries of a posterior: what results.json says of it.
#pragma once

#include <array>
#include <vector>

#include "core/infer/posterior.hpp"

namespace inquest {

inline constexpr std::array<double, 5> summary_quantiles = {0.025, 0.16, 0.5, 0.84, 0.975};

struct PosteriorSummary {
  std::vector<double> mean;                    // [d]
  std::vector<double> std;                     // [d]
  Matrix covariance;                           // [d, d]
  std::vector<std::vector<double>> quantiles;  // [5][d] at summary_quantiles; empty where a route gives moments alone
  std::size_t draws = 0;
  double effective_draws = 0;  // Kish, (sum w)^2 / sum w^2; or Draws::effective_size, where that is less
};

/// Weighted moments and quantiles of draws; throws Error(internal) on none.
PosteriorSummary summarize(const Draws& draws);

}  // namespace inquest
