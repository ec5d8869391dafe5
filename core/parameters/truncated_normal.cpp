#include <cmath>

#include "core/parameters/prior_density.hpp"

namespace inquest {
namespace {

const double log_half = std::log(0.5);
constexpr double near_edge = 1e-3;  // distances from an edge, in units of the density's scale, found by Newton's method
constexpr int newton_steps = 4;     // squares a relative error of 1e-3 to below the last bit

// One side of the truncated normal, with the interval mirrored for the upper one, so that `a` is the edge at hand.
struct Side {
  double sign;
  double edge;  // in theta
  double a;     // standardised
  double b;
};

class TruncatedNormal final : public PriorDensity {
 public:
  TruncatedNormal(double mean, double sd, double low, double high)
      : mean_(mean),
        sd_(sd),
        lower_side_{1, low, (low - mean) / sd, (high - mean) / sd},
        upper_side_{-1, high, -lower_side_.b, -lower_side_.a},
        log_mass_(log_normal_mass(lower_side_.a, lower_side_.b, (high - low) / sd)) {}

  double lower() const override { return lower_side_.edge; }
  double upper() const override { return upper_side_.edge; }

  double log_prob(double theta) const override {
    return log_normal_density((theta - mean_) / sd_) - std::log(sd_) - log_mass_;
  }

  Tail tail(double theta) const override {
    const double below = log_probability_to(theta, lower_side_);
    if (below <= log_half) return tail_from_log(below, false);
    return tail_from_log(log_probability_to(theta, upper_side_), true);
  }

  double quantile(Tail tail) const override {
    const Side& side = tail.upper ? upper_side_ : lower_side_;
    const double log_target = tail.log_p + log_mass_;
    const double distance = std::exp(log_target - log_normal_density(side.a));  // where the density were constant
    if (distance * (1 + std::abs(side.a)) < near_edge) {
      return side.edge + side.sign * sd_ * refined_distance(distance, log_target, side.a);
    }
    return mean_ + side.sign * sd_ * standard_quantile(tail, side);
  }

 private:
  // ln of the probability between the edge of `side` and theta
  double log_probability_to(double theta, const Side& side) const {
    const double distance = side.sign * (theta - side.edge) / sd_;
    if (distance <= 0) return -std::numeric_limits<double>::infinity();
    return log_normal_mass(side.a, side.sign * (theta - mean_) / sd_, distance) - log_mass_;
  }

  // Newton's method counts from the edge, so that a distance far below the last bit of the edge keeps its own bits.
  static double refined_distance(double distance, double log_target, double a) {
    if (distance == 0) return 0;
    for (int step = 0; step < newton_steps; ++step) {
      const double log_mass = log_normal_mass(a, a + distance, distance);
      distance += (log_target - log_mass) * std::exp(log_mass - log_normal_density(a + distance));
    }
    return distance;
  }

  // Phi(x) = (1 - p) Phi(a) + p Phi(b), in the tail of the normal that the edge lies in.
  static double standard_quantile(Tail tail, const Side& side) {
    const double sign = side.a < 0 ? 1 : -1;
    const double log_rest = std::log1p(-tail.p);
    return sign * normal_quantile_from_log(log_add(log_rest + log_normal_cdf(sign * side.a),  //
                                                   tail.log_p + log_normal_cdf(sign * side.b)));
  }

  double mean_;
  double sd_;
  Side lower_side_;
  Side upper_side_;
  double log_mass_;  // of the normal inside [low, high]
};

}  // namespace

std::shared_ptr<const PriorDensity> make_truncated_normal(double mean, double sd, double low, double high) {
  return std::make_shared<TruncatedNormal>(mean, sd, low, high);
}

}  // namespace inquest
