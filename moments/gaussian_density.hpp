// GaussianDensity: the normal distribution of a mean and a covariance, cut to the support of the prior.
//
// It is what two moments say of a posterior, and no more: the normal density inside the prior's support, divided by the
// share of the normal that lies there (moments/box_probability.hpp), so that it integrates to one. The cut moves its
// moments where that share is well below one; the posterior's own shape near an edge is not known.
#pragma once

#include <vector>

#include "core/infer/posterior_answer.hpp"
#include "core/parameters/density.hpp"

namespace inquest {

class GaussianDensity final : public Density, public Drawable, public Evaluable, public Answering {
 public:
  /// mean [d] and covariance [d, d] of the free parameters of `space`, which must outlive it. Throws Error(data) on a
  /// covariance that is not positive definite.
  GaussianDensity(const ParameterSpace& space, std::vector<double> mean, const Matrix& covariance);

  /// The share of the normal that lies inside the prior's support.
  double share_inside() const;

  using Drawable::sample;

  const ParameterSpace& space() const override { return space_; }

  /// Draws of the normal, of which those outside of the prior are drawn again; throws Error(data) where less than
  /// 0.1% lie inside.
  Draws sample(std::size_t count, Seed seed, Reporter& reporter) const override;

  /// The two moments as they are, without draws: these know nothing more.
  PosteriorAnswer full_answer(std::size_t count, Seed seed, Reporter& reporter) const override;
  void log_prob(ConstMatrixView theta, std::span<double> out) const override;
  bool normalised() const override { return true; }

 private:
  const ParameterSpace& space_;
  std::vector<double> mean_;
  Matrix covariance_;     // [d, d]
  Matrix factor_;         // [d, d], lower Cholesky factor
  double log_share_ = 0;  // ln of the share inside
};

}  // namespace inquest
