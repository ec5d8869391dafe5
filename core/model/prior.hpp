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

namespace inquest {

class PriorDensity;  // one family with its numbers

class Prior {
 public:
  /// Reads {uniform: [50, 90]}, {normal: [0, 1]}, ...; throws Error(config) on an unknown family or impossible numbers.
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

  double to_unit(double theta) const;
  double from_unit(double u) const;

  /// z = Phi^-1(CDF(theta)), accurate in both tails; +-infinity at and beyond the edges of the support.
  double to_normal(double theta) const;
  double from_normal(double z) const;

  double lower() const;  // of the support, may be -infinity
  double upper() const;
  bool contains(double theta) const { return theta >= lower() && theta <= upper(); }

  /// As the run file writes it.
  ConfigNode to_config() const;

 private:
  explicit Prior(std::shared_ptr<const PriorDensity> density);
  std::shared_ptr<const PriorDensity> density_;
};

/// Name, arguments and one line on each family, for `inquest list priors`.
struct PriorFamily {
  std::string name;
  std::vector<std::string> arguments;
  std::string doc;
};
const std::vector<PriorFamily>& prior_families();

}  // namespace inquest
