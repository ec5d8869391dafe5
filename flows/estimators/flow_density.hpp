// FlowDensity: q(theta | x) of an ensemble of flows that live in the coordinates of the parameters, at one x or at
// many.
//
// q(theta | x) = q(z | x) / |d theta / d z|: no draw can leave the prior, and no correction is needed.
#pragma once

#include "core/infer/posterior.hpp"
#include "core/parameters/coordinates.hpp"
#include "flows/families/flow_ensemble.hpp"

namespace inquest {

/// What a posterior estimator is made of; all of it outlives its densities.
struct FlowOfParameters {
  const ParameterSpace& space;
  const Coordinates& coordinates;
  const FlowEnsemble& flows;  // of z
};

class FlowDensityBatch final : public DensityBatch {
 public:
  FlowDensityBatch(const FlowOfParameters& flow, Conditions conditions);

  std::size_t size() const override { return conditions_.size(); }

  /// As DensityBatch has them. Densities are asked side by side, and together where few rows of each are wanted.
  Draws sample(std::size_t count, std::span<const Seed> seeds) const override;
  void log_prob(ConstMatrixView theta, std::span<double> out) const override;

 private:
  FlowOfParameters flow_;
  Conditions conditions_;
};

class FlowDensity final : public Density, public Drawable, public Evaluable {
 public:
  /// `conditions` of one x.
  FlowDensity(const FlowOfParameters& flow, Conditions conditions);

  using Drawable::sample;

  const ParameterSpace& space() const override { return flow_.space; }
  Draws sample(std::size_t count, Seed seed, Reporter& reporter) const override;
  void log_prob(ConstMatrixView theta, std::span<double> out) const override;
  bool normalised() const override { return true; }

 private:
  FlowOfParameters flow_;
  Conditions conditions_;
};

}  // namespace inquest
