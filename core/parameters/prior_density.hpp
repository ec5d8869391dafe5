// PriorDensity: what a family of one-dimensional priors knows; private to core/parameters.
//
// All functions are called inside the closed support only; Prior keeps the rest away.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/parameters/prior_family.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {

class PriorDensity {
 public:
  virtual ~PriorDensity() = default;

  virtual double lower() const = 0;
  virtual double upper() const = 0;
  virtual double log_prob(double theta) const = 0;

  /// The nearer tail of theta.
  virtual Tail tail(double theta) const = 0;
  virtual double quantile(Tail tail) const = 0;

  /// log_prob(quantile(tail)), for families to override whose density there differs once theta is rounded.
  virtual double log_prob_at(Tail tail) const { return log_prob(quantile(tail)); }

  // The unconstrained space; families that know a shorter way than through the tails override it.
  virtual double to_normal(double theta) const { return normal_of_tail(tail(theta)); }
  virtual double from_normal(double z) const { return quantile(tail_of_normal(z)); }
  virtual double log_abs_det(double z) const { return log_normal_density(z) - log_prob_at(tail_of_normal(z)); }
};

/// A family of the table: its documentation, what it says of its numbers, how it is made of them.
struct PriorDensityFamily {
  PriorFamily family;
  std::string (*problem)(std::span<const double> arguments);  // "(...)", empty if there is none
  std::shared_ptr<const PriorDensity> (*make)(std::span<const double> arguments);
};
const std::vector<PriorDensityFamily>& prior_density_families();

/// theta^(a-1) (1-theta)^(b-1) / B(a, b) on [0, 1].
std::shared_ptr<const PriorDensity> make_beta(double a, double b);

/// Normal truncated to [low, high], either of which may be infinite.
std::shared_ptr<const PriorDensity> make_truncated_normal(double mean, double sd, double low, double high);

}  // namespace inquest
