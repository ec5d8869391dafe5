#include "core/infer/posterior_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/gather.hpp"

namespace inquest {

void log_prior_times_likelihood(const Likelihood& likelihood, const ParameterSpace& space, std::size_t data_size,
                                ConstMatrixView theta, std::span<const double> x, std::span<double> out) {
  std::vector<double> prior(theta.rows());
  space.log_prob(theta, prior);
  std::vector<std::size_t> inside;
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    if (std::isfinite(prior[i])) inside.push_back(i);
  }
  std::vector<double> values(inside.size());
  sum_log_likelihood(likelihood, space, data_size, rows_at(theta, inside), x, values);
  std::ranges::fill(out, -std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < inside.size(); ++i) out[inside[i]] = prior[inside[i]] + values[i];
}

}  // namespace inquest
