// Priors: normalised one-dimensional densities, as values.
//
// Three coordinates for one number: theta itself, its place u = CDF(theta) in the unit interval (nested sampling), and
// z = Phi^-1(u), in which every prior is the standard normal (flows, MCMC). The last is the unconstrained space of
// inquest: flat edges of a prior become Gaussian tails, and no draw can leave the prior.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/config/config_node.hpp"
#include "core/parameters/prior_family.hpp"

namespace inquest {

class PriorDensity;  // one family with its numbers

class Prior {
 public:
  /// Reads {uniform: [50, 90]} or {uniform: {low: 50, high: 90}}, and the like; throws Error(config) on an unknown
  /// family or impossible numbers.
  static Prior parse(const ConfigNode& node);

  // The families; throw Error(config) on impossible numbers.
  static Prior uniform(double low, double high);
  static Prior log_uniform(double low, double high);
  static Prior normal(double mean, double sd);
  static Prior truncated_normal(double mean, double sd, double low, double high);
  static Prior log_normal(double mean_of_log, double sd_of_log);
  static Prior half_normal(double sd);
  static Prior beta(double a, double b);
  static Prior gamma(double shape, double rate);
  static Prior exponential(double rate);

  /// Natural log of the density; -infinity outside the support.
  double log_prob(double theta) const;

  /// CDF(theta) and its inverse; what is drawn never leaves [lower, upper].
  double to_unit(double theta) const;
  double from_unit(double u) const;

  /// z = Phi^-1(CDF(theta)), accurate in both tails; +-infinity at and beyond the edges of the support. The way back
  /// from a finite z stays inside the open support: what rounds to an edge is the number nearest to it with a finite z.
  double to_normal(double theta) const;
  double from_normal(double z) const;

  /// The share of the distribution that from_normal rounds so, at most: near 0 but for densities that rise steeply
  /// towards an edge, as gamma's with a tiny shape.
  double share_at_edges() const;

  /// ln |d theta / d z| at z, also where theta(z) rounds to an edge of the support. Beyond |z| = 37.5, where a double
  /// cannot hold the probability of the tail, gamma stays at theta(+-37.5).
  double log_abs_det(double z) const;

  double lower() const;  // of the support, may be -infinity
  double upper() const;
  bool contains(double theta) const { return theta >= lower() && theta <= upper(); }

  /// Name and numbers of the family: "uniform", {50, 90}.
  const std::string& family() const { return family_; }
  const std::vector<double>& arguments() const { return arguments_; }

  /// As the run file writes it.
  ConfigNode to_config() const;

 private:
  Prior(const std::string& family, std::vector<double> arguments);
  double inside(double theta) const;

  std::string family_;
  double least_ = 0, largest_ = 0;  // inside the open support
  std::vector<double> arguments_;
  std::shared_ptr<const PriorDensity> density_;
};

/// All families; the multivariate normal, which only a ParameterSpace reads, stands last.
const std::vector<PriorFamily>& prior_families();

}  // namespace inquest
