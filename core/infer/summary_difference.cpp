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

double excess(const SummaryDifference& d) {
  return std::max(d.sigma / most_of_means, std::log(d.width_ratio) / std::log(most_of_widths));
}

// 1 / n for n draws; nothing where moments are given without draws, which scatter not.
double share_of_draw(const PosteriorSummary& summary) {
  return summary.effective_draws > 0 ? 1 / summary.effective_draws : 0;
}

SummaryDifference difference_of(const PosteriorSummary& a, const PosteriorSummary& b, std::size_t i) {
  const double sd = std::hypot(a.std[i], b.std[i]) / std::sqrt(2.0);
  const double scatter = std::sqrt(share_of_draw(a) + share_of_draw(b));  // of the means, in standard deviations
  SummaryDifference found{i, distance_of_means(a, b, i) / sd, std::max(a.std[i] / b.std[i], b.std[i] / a.std[i])};
  found.in_mean = found.sigma > most_of_means + standard_errors * scatter;
  // The logarithm of the standard deviation of n normal draws scatters by 1 / sqrt(2 n).
  found.in_width = std::log(found.width_ratio) > std::log(most_of_widths) + standard_errors * scatter / std::sqrt(2.0);
  return found;
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
  SummaryDifference largest;
  for (std::size_t i = 0; i < a.mean.size(); ++i) {
    const SummaryDifference found = difference_of(a, b, i);
    if (i == 0 || excess(found) > excess(largest)) largest = found;
  }
  return largest;
}

std::optional<SummaryDifference> worst_difference(const PosteriorSummary& a, const PosteriorSummary& b) {
  const SummaryDifference largest = largest_difference(a, b);
  return largest.in_mean || largest.in_width ? std::optional(largest) : std::nullopt;
}

}  // namespace inquest
