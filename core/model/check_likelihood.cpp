#include "core/model/check_likelihood.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::size_t data_sets = 5;

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

bool is_impossible(double log_likelihood) {
  return std::isnan(log_likelihood) || log_likelihood == std::numeric_limits<double>::infinity();
}

}  // namespace

std::vector<std::string> check_likelihood(const Likelihood& likelihood, ConstMatrixView theta, ConstMatrixView x) {
  std::vector<double> together(theta.rows());
  for (std::size_t d = 0; d < std::min(data_sets, theta.rows()); ++d) {
    likelihood.log_likelihood(theta, x.row(d), together);
    if (!std::isfinite(together[d])) {
      return {concat("ln p(x | theta) = ", together[d], " for row ", d, " at the theta it was drawn with")};
    }
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      if (is_impossible(together[i])) {
        return {concat("ln p(x | theta) = ", together[i], " for theta of row ", i, " and x of row ", d)};
      }
      double alone = 0;
      likelihood.log_likelihood(theta.rows(i, 1), x.row(d), {&alone, 1});
      if (!same_bits(alone, together[i])) {
        return {
            concat("ln p(x | theta) of row ", i, " differs when computed alone (a row must follow from its theta)")};
      }
    }
  }
  return {};
}

}  // namespace inquest
