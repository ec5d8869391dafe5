// EvidenceTarget: what a nested sampler integrates, a likelihood of the free parameters under their prior.
//
// Samplers see it in three systems of coordinates: z, in which the prior is N(0, I), the unit cube u, in which it is
// flat (ParameterSpace), and x, which is u for uniform and log-uniform priors and z for all others: there a density
// fitted to the posterior is bent least. Uniform and normal priors take a fast way to theta.
#pragma once

#include <functional>
#include <vector>

#include "core/parameters/coordinates.hpp"

namespace inquest {

/// log p(x | theta) of each row of theta [n, d] (the free parameters) into out [n]; thread-safe, and each row's value
/// is that row's alone.
using BatchLogLikelihood = std::function<void(ConstMatrixView theta, std::span<double> out)>;

/// Up to here modes are many, and draws that find them cheap.
inline constexpr std::size_t few_dimensions = 4;

class EvidenceTarget {
 public:
  /// Throws Error(config) where there is no free parameter.
  EvidenceTarget(ParameterSpace space, BatchLogLikelihood log_likelihood);

  const ParameterSpace& space() const { return space_; }
  std::size_t dimension() const { return space_.dimension(); }

  /// theta [n, d] of each row of z [n, d].
  void from_normal(ConstMatrixView z, MatrixView theta) const;

  /// Log likelihoods of rows of z or u [n, d]; `theta` [n, d] is filled on the way. Throws Error(data) on NaN and on
  /// +infinity, with the parameters; -infinity is a likelihood of zero.
  void at_normal(ConstMatrixView z, MatrixView theta, std::span<double> log_l) const;
  void at_unit(ConstMatrixView u, MatrixView theta, std::span<double> log_l) const;
  void at_mixed(ConstMatrixView x, MatrixView theta, std::span<double> log_l) const;

  /// The charts of x; draws of the prior in x [n, d].
  const Coordinates& mixed() const { return mixed_; }
  void draw_prior_mixed(Random& random, MatrixView x) const;

 private:
  enum class Map { uniform, normal };
  struct Column {
    Map map;
    double offset;
    double scale;
    double upper;
  };
  void at_theta(MatrixView theta, std::span<double> log_l) const;

  ParameterSpace space_;
  Coordinates mixed_;
  BatchLogLikelihood log_likelihood_;
  std::vector<Column> columns_;  // [d], or empty where a prior needs the general way
  bool all_uniform_ = false;
};

}  // namespace inquest
