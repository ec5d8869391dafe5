#include "core/infer/likelihood_range.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

// Of log likelihoods: a place that was found among 1e5 draws weighs more than all that lie so far below it.
constexpr double beyond_comparison = 100;
// Of what is left of a log density without its prior.
constexpr double rounding = 1e-9;
constexpr double relative_rounding = 4 * std::numeric_limits<double>::epsilon();

}  // namespace

void LikelihoodRange::add(std::span<const double> log_likelihood) {
  for (const double value : log_likelihood) {
    vanishes = vanishes || value == -std::numeric_limits<double>::infinity();
    if (std::isfinite(value)) lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  count += log_likelihood.size();
}

void LikelihoodRange::require_variation(std::size_t least) const {
  INQUEST_VALIDATE(count < least || lowest < highest || vanishes || !std::isfinite(lowest), data,
                   "log likelihood = ", lowest, " at all of ", count,
                   " draws from the prior (nothing is learnt where all are equal) ",
                   "return -inf where it is not defined, narrow the prior, or raise `starts`");
}

std::string LikelihoodRange::doubt_of(std::span<const double> log_likelihood) const {
  if (!std::isfinite(lowest) || !(highest - lowest > beyond_comparison)) return "";
  const double tolerance = std::max(rounding, relative_rounding * std::abs(lowest));
  const auto at_lowest =
      std::ranges::count_if(log_likelihood, [&](double value) { return value <= lowest + tolerance; });
  if (at_lowest == 0) return "";
  const double percent = 100 * static_cast<double>(at_lowest) / static_cast<double>(log_likelihood.size());
  return concat("the log likelihood is ", lowest, ", its lowest value, at ", plain(significant(percent, 2)),
                "% of the draws, and ", highest, " elsewhere (chains have not found their way from the one to the ",
                "other); return -inf where it is not defined, narrow the prior, or raise `starts`");
}

}  // namespace inquest
