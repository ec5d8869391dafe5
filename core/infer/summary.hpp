// Summaries of a posterior: what results.json says of it.
//
// A periodic parameter is summed up on its circle, cut opposite the mean direction of its draws: there mean, standard
// deviation and quantiles are those of a line, so that an interval may run through an end of the prior, and beyond it.
#pragma once

#include <array>
#include <vector>

#include "core/infer/posterior.hpp"

namespace inquest {

inline constexpr std::array<double, 5> summary_quantiles = {0.025, 0.16, 0.5, 0.84, 0.975};

/// What a summary knows of the circle of a parameter.
struct Circle {
  double period = 0;     // 0: a parameter on a line
  double resultant = 1;  // length of the mean of its draws as unit vectors, near 0 where they are spread all around

  bool operator==(const Circle&) const = default;
};

struct PosteriorSummary {
  std::vector<double> mean;                    // [d], of a circle within the prior
  std::vector<double> std;                     // [d]
  Matrix covariance;                           // [d, d]
  std::vector<std::vector<double>> quantiles;  // [5][d] at summary_quantiles; empty where a route gives moments alone
  std::size_t draws = 0;
  double effective_draws = 0;        // Kish, (sum w)^2 / sum w^2; or Draws::effective_size, where that is less
  std::vector<Circle> circles = {};  // [d], or none where all parameters are on lines
};

/// Weighted moments and quantiles of draws, all on lines; throws Error(internal) on none.
PosteriorSummary summarize(const Draws& draws);

/// The same of draws of these parameters, of which some may be periodic.
PosteriorSummary summarize(const Draws& draws, const ParameterSpace& space);

/// The way from the mean of `a` to that of `b` along parameter i: the shorter one around a circle, and there the
/// shorter the less the draws agree on a direction.
double distance_of_means(const PosteriorSummary& a, const PosteriorSummary& b, std::size_t i);

}  // namespace inquest
