#include "core/parameters/prior_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include "core/parameters/quiet_policy.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double ln2 = std::numbers::ln2;
constexpr double least_p = std::numeric_limits<double>::min();  // below, the incomplete functions have no inverse
constexpr double least_place = 1e-200;                          // below, x^a stands for the incomplete functions

// ln (a / b), accurate also where a is near b
double log_ratio(double a, double b) { return a < 2 * b ? std::log1p((a - b) / b) : std::log(a) - std::log(b); }

// power * log_x, with x^0 = 1 also at x = 0
double log_power(double power, double log_x) { return power == 0 ? 0 : power * log_x; }

double log_gamma(double x) { return boost::math::lgamma(x, QuietPolicy()); }

Tail tail_of(double p, bool upper) { return {p, std::log(p), upper}; }

class Uniform final : public PriorDensity {
 public:
  Uniform(double low, double high) : low_(low), high_(high) {}
  double lower() const override { return low_; }
  double upper() const override { return high_; }
  double log_prob(double) const override { return -std::log(high_ - low_); }
  Tail tail(double theta) const override {
    const double below = (theta - low_) / (high_ - low_);
    return below <= 0.5 ? tail_of(below, false) : tail_of((high_ - theta) / (high_ - low_), true);
  }
  double quantile(Tail tail) const override {
    const double distance = (high_ - low_) * tail.p;
    return tail.upper ? high_ - distance : low_ + distance;
  }

 private:
  double low_;
  double high_;
};

class LogUniform final : public PriorDensity {
 public:
  LogUniform(double low, double high) : low_(low), high_(high), width_(log_ratio(high, low)) {}
  double lower() const override { return low_; }
  double upper() const override { return high_; }
  double log_prob(double theta) const override { return -std::log(theta) - std::log(width_); }
  Tail tail(double theta) const override {
    const double below = log_ratio(theta, low_) / width_;
    return below <= 0.5 ? tail_of(below, false) : tail_of(log_ratio(high_, theta) / width_, true);
  }
  double quantile(Tail tail) const override {
    return tail.upper ? high_ * std::exp(-tail.p * width_) : low_ * std::exp(tail.p * width_);
  }

 private:
  double low_;
  double high_;
  double width_;  // in ln theta
};

class Normal final : public PriorDensity {
 public:
  Normal(double mean, double sd) : mean_(mean), sd_(sd) {}
  double lower() const override { return -infinity; }
  double upper() const override { return infinity; }
  double log_prob(double theta) const override { return log_normal_density(to_normal(theta)) - std::log(sd_); }
  Tail tail(double theta) const override { return tail_of_normal(to_normal(theta)); }
  double quantile(Tail tail) const override { return from_normal(normal_of_tail(tail)); }
  double to_normal(double theta) const override { return (theta - mean_) / sd_; }
  double from_normal(double z) const override { return mean_ + sd_ * z; }
  double log_abs_det(double) const override { return std::log(sd_); }

 private:
  double mean_;
  double sd_;
};

class LogNormal final : public PriorDensity {
 public:
  LogNormal(double mean_of_log, double sd_of_log) : mean_(mean_of_log), sd_(sd_of_log) {}
  double lower() const override { return 0; }
  double upper() const override { return infinity; }
  double log_prob(double theta) const override {
    if (theta == 0 || theta == infinity) return -infinity;
    return log_normal_density(to_normal(theta)) - std::log(sd_) - std::log(theta);
  }
  Tail tail(double theta) const override { return tail_of_normal(to_normal(theta)); }
  double quantile(Tail tail) const override { return from_normal(normal_of_tail(tail)); }
  double to_normal(double theta) const override { return (std::log(theta) - mean_) / sd_; }
  double from_normal(double z) const override { return std::exp(mean_ + sd_ * z); }
  double log_abs_det(double z) const override { return std::log(sd_) + mean_ + sd_ * z; }

 private:
  double mean_;
  double sd_;
};

class HalfNormal final : public PriorDensity {
 public:
  explicit HalfNormal(double sd) : sd_(sd) {}
  double lower() const override { return 0; }
  double upper() const override { return infinity; }
  double log_prob(double theta) const override { return log_normal_density(theta / sd_) + ln2 - std::log(sd_); }
  Tail tail(double theta) const override {
    const double below = std::erf(theta / sd_ / std::numbers::sqrt2);
    return below <= 0.5 ? tail_of(below, false) : tail_from_log(ln2 + log_normal_cdf(-theta / sd_), true);
  }
  double quantile(Tail tail) const override {
    if (tail.upper) return -sd_ * normal_quantile_from_log(tail.log_p - ln2);
    return sd_ * std::numbers::sqrt2 * boost::math::erf_inv(tail.p, QuietPolicy());
  }

 private:
  double sd_;
};

class Exponential final : public PriorDensity {
 public:
  explicit Exponential(double rate) : rate_(rate) {}
  double lower() const override { return 0; }
  double upper() const override { return infinity; }
  double log_prob(double theta) const override { return std::log(rate_) - rate_ * theta; }
  Tail tail(double theta) const override {
    const double log_above = -rate_ * theta;
    return log_above >= -ln2 ? tail_of(-std::expm1(log_above), false) : tail_from_log(log_above, true);
  }
  double quantile(Tail tail) const override { return -(tail.upper ? tail.log_p : std::log1p(-tail.p)) / rate_; }

 private:
  double rate_;
};

class Gamma final : public PriorDensity {
 public:
  Gamma(double shape, double rate) : shape_(shape), rate_(rate) {}
  double lower() const override { return 0; }
  double upper() const override { return infinity; }
  double log_prob(double theta) const override {
    return theta == infinity ? -infinity : log_prob_from(std::log(rate_ * theta), rate_ * theta);
  }
  Tail tail(double theta) const override {
    const double below = boost::math::gamma_p(shape_, rate_ * theta, QuietPolicy());
    return below <= 0.5 ? tail_of(below, false)
                        : tail_of(boost::math::gamma_q(shape_, rate_ * theta, QuietPolicy()), true);
  }
  double quantile(Tail tail) const override { return scaled_quantile(tail) / rate_; }
  double log_prob_at(Tail tail) const override {
    const double x = scaled_quantile(tail);
    if (x > least_place) return log_prob_from(std::log(x), x);
    return log_prob_from((tail.log_p + log_gamma(shape_ + 1)) / shape_, 0);  // P(shape, x) = x^shape / Gamma(shape + 1)
  }

 private:
  double log_prob_from(double log_x, double x) const {
    return std::log(rate_) + log_power(shape_ - 1, log_x) - x - log_gamma(shape_);
  }
  double scaled_quantile(Tail tail) const {
    const double p = std::max(tail.p, least_p);
    return tail.upper ? boost::math::gamma_q_inv(shape_, p, QuietPolicy())
                      : boost::math::gamma_p_inv(shape_, p, QuietPolicy());
  }

  double shape_;
  double rate_;
};

using Arguments = std::span<const double>;

bool all_finite(Arguments a) {
  return std::all_of(a.begin(), a.end(), [](double value) { return std::isfinite(value); });
}

std::string problem_of_interval(Arguments a) {
  if (!all_finite(a)) return "(both ends must be finite)";
  if (a[0] >= a[1]) return "(low must be below high)";
  if (!std::isfinite(a[1] - a[0])) return "(high - low must be within the range of double precision)";
  return "";
}

std::string problem_of_log_interval(Arguments a) {
  if (all_finite(a) && a[0] <= 0) return "(low must be above 0)";
  return problem_of_interval(a);
}

std::string problem_of_sd(Arguments a) {
  if (!all_finite(a)) return "(all numbers must be finite)";
  return a.back() > 0 ? "" : "(the standard deviation must be above 0)";
}

std::string problem_of_positive(Arguments a) {
  if (!all_finite(a)) return "(all numbers must be finite)";
  return std::all_of(a.begin(), a.end(), [](double value) { return value > 0; }) ? "" : "(all numbers must be above 0)";
}

std::string problem_of_truncation(Arguments a) {
  constexpr double furthest = 1000;  // further out the density loses digits: it is a ratio of exp(-sd^2 / 2)
  if (const std::string problem = problem_of_sd(a.first(2)); !problem.empty()) return problem;
  if (!(a[2] < a[3])) return "(low must be below high)";
  if (a[2] == infinity || a[3] == -infinity) return "(there is nothing between low and high)";
  const double distance = std::max({(a[2] - a[0]) / a[1], (a[0] - a[3]) / a[1], 0.0});
  return distance <= furthest ? "" : "(the interval is more than 1000 standard deviations from the mean)";
}

template <class Density>
std::shared_ptr<const PriorDensity> make(Arguments a) {
  if constexpr (std::is_constructible_v<Density, double, double>) {
    return std::make_shared<Density>(a[0], a[1]);
  } else {
    return std::make_shared<Density>(a[0]);
  }
}

}  // namespace

const std::vector<PriorDensityFamily>& prior_density_families() {
  static const std::vector<PriorDensityFamily> families = {
      {{"uniform", {"low", "high"}, "flat between low and high"}, problem_of_interval, make<Uniform>},
      {{"log_uniform", {"low", "high"}, "flat in the logarithm, 0 < low < high"},
       problem_of_log_interval,
       make<LogUniform>},
      {{"normal", {"mean", "sd"}, "Gaussian"}, problem_of_sd, make<Normal>},
      {{"truncated_normal", {"mean", "sd", "low", "high"}, "Gaussian inside [low, high]; an end may be .inf or -.inf"},
       problem_of_truncation,
       [](Arguments a) { return make_truncated_normal(a[0], a[1], a[2], a[3]); }},
      {{"log_normal", {"mean_of_log", "sd_of_log"}, "Gaussian in the natural logarithm"},
       problem_of_sd,
       make<LogNormal>},
      {{"half_normal", {"sd"}, "Gaussian around 0 with that sd, positive half"}, problem_of_sd, make<HalfNormal>},
      {{"beta", {"a", "b"}, "on [0, 1], theta^(a-1) (1-theta)^(b-1)"},
       problem_of_positive,
       [](Arguments a) { return make_beta(a[0], a[1]); }},
      {{"gamma", {"shape", "rate"}, "on [0, inf), theta^(shape-1) exp(-rate theta)"}, problem_of_positive, make<Gamma>},
      {{"exponential", {"rate"}, "on [0, inf), exp(-rate theta)"}, problem_of_positive, make<Exponential>},
  };
  return families;
}

}  // namespace inquest
