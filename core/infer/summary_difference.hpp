// SummaryDifference: how far two posteriors of the same data lie apart, in the parameter where they differ most.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/infer/summary.hpp"

namespace inquest {

struct SummaryDifference {
  std::size_t parameter = 0;
  double sigma = 0;                        // of the means, in standard deviations of the posterior
  double width_ratio = 1;                  // of the wider to the narrower standard deviation
  bool in_mean = false, in_width = false;  // whether it differs there

  /// "the means of p differ by 0.56 standard deviations", of the parameter's name.
  std::string in_words(const std::string& name) const;
};

/// In the parameter where they lie furthest beyond what would part them.
SummaryDifference largest_difference(const PosteriorSummary& a, const PosteriorSummary& b);

/// The same where they differ; none where they agree. Two posteriors of the same data have no scatter of data between
/// them: they differ where their means are half a standard deviation apart, or their standard deviations a factor
/// of 1.3, and by three standard errors of the draws more than that. The null: each is within a quarter of a standard
/// deviation and 14% of the truth, as careful training is, and the rest is the scatter of independent draws.
std::optional<SummaryDifference> worst_difference(const PosteriorSummary& a, const PosteriorSummary& b);

/// How far `value` of parameter i lies above the mean, in standard deviations; around a circle the shorter way.
double offset_of(const PosteriorSummary& summary, std::size_t i, double value);

}  // namespace inquest
