// The beta family. It is solved for its quantiles here, in y = logit(theta): Boost's ibeta_inv loses digits from p =
// 1e-8 on and does not converge for beta(3, 3). In y the density exp(h) / B with h = a y - (a + b) ln(1 + e^y) is
// log-concave for all a and b, so that ln CDF is concave and Newton's method converges from the left without a
// safeguard.
#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include "core/parameters/prior_density.hpp"
#include "core/parameters/quiet_policy.hpp"

namespace inquest {
namespace {

constexpr double least_p = std::numeric_limits<double>::min();  // below, ibeta has lost its digits

// ln (1 + e^y)
double log_one_plus_exp(double y) { return std::max(y, 0.0) + std::log1p(std::exp(-std::abs(y))); }

// x^0 = 1 also at x = 0
double log_power(double power, double log_x) { return power == 0 ? 0 : power * log_x; }

double log_beta_function(double a, double b) {
  const double value = boost::math::beta(a, b, QuietPolicy());
  if (std::isfinite(value) && value > least_p) return std::log(value);
  const auto log_gamma = [](double x) { return boost::math::lgamma(x, QuietPolicy()); };
  return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

// The lower tail of beta(a, b) in y; the upper one is the lower tail of beta(b, a) in -y.
class LowerTail {
 public:
  LowerTail(double a, double b, double log_beta) : a_(a), b_(b), log_beta_(log_beta) {}

  // ln of the density in y
  double log_density(double y) const { return a_ * y - (a_ + b_) * log_one_plus_exp(y) - log_beta_; }

  // Where ibeta underflows, the leading term of the tail: density over its logarithmic slope.
  double log_cdf(double y) const {
    const double theta = 1 / (1 + std::exp(-y));
    const double p = y < 0 ? boost::math::ibeta(a_, b_, theta, QuietPolicy())
                           : boost::math::ibetac(b_, a_, 1 / (1 + std::exp(y)), QuietPolicy());
    return p > least_p ? std::log(p) : log_density(y) - std::log(a_ - (a_ + b_) * theta);
  }

  double quantile(double log_p) const {
    constexpr int most_steps = 100;
    constexpr double small_step = 1e-8;                  // its square, what it leaves, is below the last bit
    double y = (log_p + std::log(a_) + log_beta_) / a_;  // CDF <= e^(a y) / (a B): on the left of the root
    for (int i = 0; i < most_steps; ++i) {
      const double log_at_y = log_cdf(y);
      const double step = (log_p - log_at_y) * std::exp(log_at_y - log_density(y));
      y += step;
      if (std::abs(step) < small_step) break;
    }
    return y;
  }

 private:
  double a_;
  double b_;
  double log_beta_;
};

class Beta final : public PriorDensity {
 public:
  Beta(double a, double b)
      : a_(a), b_(b), log_beta_(log_beta_function(a, b)), below_(a, b, log_beta_), above_(b, a, log_beta_) {}

  double lower() const override { return 0; }
  double upper() const override { return 1; }

  double log_prob(double theta) const override {
    return log_power(a_ - 1, std::log(theta)) + log_power(b_ - 1, std::log1p(-theta)) - log_beta_;
  }

  Tail tail(double theta) const override {
    const double logit = std::log(theta) - std::log1p(-theta);
    const bool upper = boost::math::ibeta(a_, b_, theta, QuietPolicy()) > 0.5;
    return tail_from_log(upper ? above_.log_cdf(-logit) : below_.log_cdf(logit), upper);
  }

  double quantile(Tail tail) const override { return 1 / (1 + std::exp(-logit(tail))); }

  double log_prob_at(Tail tail) const override {
    const double y = logit(tail);
    return log_power(a_ - 1, -log_one_plus_exp(-y)) + log_power(b_ - 1, -log_one_plus_exp(y)) - log_beta_;
  }

 private:
  double logit(Tail tail) const { return tail.upper ? -above_.quantile(tail.log_p) : below_.quantile(tail.log_p); }

  double a_;
  double b_;
  double log_beta_;
  LowerTail below_;
  LowerTail above_;
};

}  // namespace

std::shared_ptr<const PriorDensity> make_beta(double a, double b) { return std::make_shared<Beta>(a, b); }

}  // namespace inquest
