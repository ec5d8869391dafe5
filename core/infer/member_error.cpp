#include "core/infer/member_error.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.hpp"

namespace inquest {
namespace {

// ln sum weights exp(log_ratio) / sum weights; a weight of zero counts for nothing, also where a ratio is no number.
double log_mean_exp(std::span<const double> weights, std::span<const double> log_ratio) {
  double highest = -INFINITY, sum = 0, total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0) highest = std::max(highest, log_ratio[i]);
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    total += weights[i];
    if (weights[i] > 0) sum += weights[i] * std::exp(log_ratio[i] - highest);
  }
  return highest + std::log(sum / total);
}

}  // namespace

double member_error(const Likelihood& likelihood, const ParameterSpace& space, std::span<const double> x,
                    const Draws& draws) {
  const auto* with_members = dynamic_cast<const LikelihoodMembers*>(&likelihood);
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
