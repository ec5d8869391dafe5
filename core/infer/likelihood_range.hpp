// LikelihoodRange: what a likelihood was where it was tried, so that one that tells nothing is seen.
//
// Codes return a number in place of -infinity where they are not defined, often -1e30. Chains that never see anything
// else move as on a plateau, and their draws are those of the prior, or worse: added to such a number the prior is
// rounded away.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>

namespace inquest {

struct LikelihoodRange {
  double lowest = std::numeric_limits<double>::infinity();  // of finite ones
  double highest = -std::numeric_limits<double>::infinity();
  std::size_t count = 0;
  bool vanishes = false;  // whether one was -infinity

  void add(std::span<const double> log_likelihood);

  /// Throws Error(data) where `least` or more were tried, and all are one finite number.
  void require_variation(std::size_t least) const;

  /// Why draws with these log likelihoods cannot be draws of the posterior: they have the lowest one that was seen,
  /// and it is beyond comparison with the highest. Empty where none has.
  std::string doubt_of(std::span<const double> log_likelihood) const;
};

}  // namespace inquest
