// Draws of N(0, I) with a log posterior of known integral, and the density itself to fit to them.
#pragma once

#include <cmath>

#include "core/base/random.hpp"
#include "core/parameters/tail.hpp"
#include "evidence/chains/chain_evidence.hpp"

namespace inquest::testing {

inline constexpr double normal_log_z = -3;

/// The density N(0, width^2 I) over z [n, d].
inline DrawnDensity normal_density(std::size_t d, double width) {
  const auto sample = [d, width](std::size_t count, Seed seed) {
    Matrix z(count, d);
    Random random(seed);
    random.normal(z.values());
    for (double& value : z.values()) value *= width;
    return z;
  };
  const auto log_density = [width](ConstMatrixView z, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = 0;
      for (const double value : z.row(i)) out[i] += log_normal_density(value / width) - std::log(width);
    }
  };
  return {0, sample, log_density};
}

/// One chain at places theta [n, d] of N(0, I), with `normal_log_z`.
inline ChainDraws normal_chain(Matrix theta) {
  const std::size_t n = theta.rows(), d = theta.cols();
  ChainDraws chain{std::vector<std::string>(d, "p"), {}, std::move(theta), {}, {}, {n}, {}};
  chain.ranges.assign(d, {-INFINITY, INFINITY});
  chain.weights.assign(n, 1.0);
  chain.log_posterior.resize(n);
  normal_density(d, 1).log_density(chain.theta, chain.log_posterior);
  for (double& value : chain.log_posterior) value += normal_log_z;
  return chain;
}

}  // namespace inquest::testing
