// FlowDensity: q(theta | x) of an ensemble of flows that live in the coordinates of the parameters, at one x.
//
// q(theta | x) = q(z | x) / |d theta / d z|: no draw can leave the prior, and no correction is needed.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/parameters/coordinates.hpp"
#include "core/parameters/density.hpp"
#include "flows/families/flow_ensemble.hpp"

namespace inquest {

class FlowDensity final : public Density, public Drawable, public Evaluable {
 public:
  /// Of flows given `context` [1, context]; all else must outlive it.
  FlowDensity(const ParameterSpace& space, const Coordinates& coordinates, const FlowEnsemble& flows, Tensor context);

  using Drawable::sample;

  const ParameterSpace& space() const override { return space_; }
  Draws sample(std::size_t count, Seed seed, Reporter& reporter) const override;
  void log_prob(ConstMatrixView theta, std::span<double> out) const override;
  bool normalised() const override { return true; }

 private:
  void log_prob_of(ConstMatrixView z, ConstMatrixView theta, std::span<double> out) const;

  const ParameterSpace& space_;
  const Coordinates& coordinates_;
  const FlowEnsemble& flows_;
  Tensor context_;
};

}  // namespace inquest
