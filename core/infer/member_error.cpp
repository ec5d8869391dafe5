#include "core/infer/member_error.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/decorator.hpp"
#include "core/base/error.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
double member_error(const Likelihood& likelihood, const ParameterSpace& space, std::span<const double> x,
                    const Draws& draws) {
  const auto* with_members = capability_of<LikelihoodMembers>(likelihood);
  if (with_members == nullptr) return 0;
  INQUEST_EXPECT(draws.weights.size() == draws.theta.rows());
  Matrix all(draws.theta.rows(), space.parameters().size());
  space.expand(draws.theta, all);
  std::vector<double> whole(all.rows()), log_z;
  likelihood.log_likelihood(all, x, whole);
  Matrix members = with_members->member_log_likelihoods(all, x);
  for (std::size_t k = 0; k < members.rows(); ++k) {
    const auto ratio = members.row(k);
    std::ranges::transform(ratio, whole, ratio.begin(), std::minus<>());
    log_z.push_back(log_mean_exp(draws.weights, ratio));
  }
  return with_members->error_of(log_z);
}

}  // namespace inquest
