#include "core/infer/summary_difference.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr double most_of_means = 0.5;   // standard deviations of the posterior
constexpr double most_of_widths = 1.3;  // ratio of standard deviations
constexpr double standard_errors = 3;

// 1 / n for n draws; nothing where moments are given without draws, which scatter not.
double share_of_draw(const PosteriorSummary& summary) {
  return summary.effective_draws > 0 ? 1 / summary.effective_draws : 0;
}

/// A difference, and by what factor it passes the limit of its mean or its width.
struct Judged {
  SummaryDifference difference;
  double excess = 0;
};

Judged difference_of(const PosteriorSummary& a, const PosteriorSummary& b, std::size_t i) {
  const double sd = std::hypot(a.std[i], b.std[i]) / std::sqrt(2.0);
  const double scatter = std::sqrt(share_of_draw(a) + share_of_draw(b));  // of the means, in standard deviations
  SummaryDifference found{i, distance_of_means(a, b, i) / sd, std::max(a.std[i] / b.std[i], b.std[i] / a.std[i])};
  const double of_mean = found.sigma / (most_of_means + standard_errors * scatter);
  // The logarithm of the standard deviation of n normal draws scatters by 1 / sqrt(2 n).
  const double of_width =
      std::log(found.width_ratio) / (std::log(most_of_widths) + standard_errors * scatter / std::sqrt(2.0));
  found.in_mean = of_mean > 1;
  found.in_width = of_width > 1;
  const double excess = std::max(of_mean, of_width);
  return {found, std::isnan(excess) ? 0 : excess};
}

}  // namespace

std::string SummaryDifference::in_words(const std::string& name) const {
  const std::string means = concat("the means of ", name, " differ by ", significant(sigma, 2), " standard deviations");
  const std::string ratio = concat("by a factor of ", significant(width_ratio, 2));
  if (!in_width) return means;
  if (!in_mean) return concat("the standard deviations of ", name, " differ ", ratio);
  return concat(means, " and these themselves ", ratio);
}

SummaryDifference largest_difference(const PosteriorSummary& a, const PosteriorSummary& b) {
  Judged largest = difference_of(a, b, 0);
  for (std::size_t i = 1; i < a.mean.size(); ++i) {
    const Judged found = difference_of(a, b, i);
    if (found.excess > largest.excess) largest = found;
  }
  return largest.difference;
}

std::optional<SummaryDifference> worst_difference(const PosteriorSummary& a, const PosteriorSummary& b) {
  const SummaryDifference largest = largest_difference(a, b);
  return largest.in_mean || largest.in_width ? std::optional(largest) : std::nullopt;
}

double offset_of(const PosteriorSummary& summary, std::size_t i, double value) {
  const double distance = value - summary.mean[i];
  const double period = summary.circles.empty() ? 0 : summary.circles[i].period;
  return (period > 0 ? std::remainder(distance, period) : distance) / summary.std[i];
}

}  // namespace inquest
