#include "flows/estimators/posterior_choice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "core/sampling/adaptive_importance.hpp"

namespace inquest {
namespace {

constexpr std::size_t draws_of_each = 256;  // of the posterior estimate, and of the prior
constexpr double most_nats = 50;            // one row that the likelihood excludes does not decide alone

// ln q(x | theta) p(theta) of rows theta, and -infinity where a draw rounds to an edge of the prior.
class Target {
 public:
  Target(const ParameterSpace& space, const LikelihoodEstimator& likelihood, std::span<const double> x)
      : space_(space), likelihood_(likelihood), x_(x) {}

  void log_density(ConstMatrixView theta, std::span<double> out) const {
    Matrix all(theta.rows(), space_.parameters().size());
    space_.expand(theta, all);
    std::vector<double> prior(theta.rows());
    likelihood_.log_likelihood(all, x_, out);
    space_.log_prob(theta, prior);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::isfinite(prior[i]) ? out[i] + prior[i] : -HUGE_VAL;
  }

 private:
  const ParameterSpace& space_;
  const LikelihoodEstimator& likelihood_;
  std::span<const double> x_;
};

// A density of theta as one of z.
template <class LogDensity>
LogDensityOfRows in_unconstrained(const ParameterSpace& space, const LogDensity& log_density) {
  return [&space, log_density](ConstMatrixView z, std::span<double> out) {
    Matrix theta(z.rows(), z.cols());
    space.from_unconstrained(z, theta);
    std::vector<double> log_det(z.rows());
    space.log_abs_det(z, log_det);
    log_density(theta, out);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::isfinite(out[i]) ? out[i] + log_det[i] : -HUGE_VAL;
  };
}

void standard_normal(ConstMatrixView z, std::span<double> out) {
  for (std::size_t i = 0; i < z.rows(); ++i) {
    out[i] = -0.5 * static_cast<double>(z.cols()) * std::log(2 * std::numbers::pi);
    for (const double value : z.row(i)) out[i] -= 0.5 * value * value;
  }
}

// The prior is N(0, I) there.
Proposal prior_proposal(std::size_t dimension, Seed seed) {
  Matrix z(draws_of_each, dimension);
  Random(seed).normal(z.values());
  return {std::move(z), standard_normal};
}

Proposal posterior_proposal(const FlowDensity& posterior, Seed seed) {
  const ParameterSpace& space = posterior.space();
  const Draws draws = posterior.sample(draws_of_each, seed);
  std::vector<double> kept;  // a draw that rounds to an edge has no place in z
  for (std::size_t i = 0; i < draws_of_each; ++i) {
    Matrix z(1, space.dimension());
    space.to_unconstrained(draws.theta.view().rows(i, 1), z);
    if (std::ranges::all_of(z.values(), [](double value) { return std::isfinite(value); })) {
      kept.insert(kept.end(), z.values().begin(), z.values().end());
    }
  }
  Matrix z(kept.size() / space.dimension(), space.dimension());
  std::ranges::copy(kept, z.values().begin());
  return {std::move(z), in_unconstrained(space, [&posterior](ConstMatrixView theta, std::span<double> out) {
            posterior.log_prob(theta, out);
          })};
}

// What a mixture of these shares gains over the posterior estimate, on each row.
std::vector<double> gains_of_mixture(const std::vector<double>& gains, double share) {
  std::vector<double> result;
  for (const double gain : gains) {
    result.push_back(share < 1 ? std::log(share * std::exp(gain) + 1 - share) : gain);
  }
  return result;
}

// The share at which the mean log density is greatest, by halving: it is concave, and this the sign of its slope.
double best_share(const std::vector<double>& gains) {
  double low = 0, high = 1;
  for (int i = 0; i < 40; ++i) {
    const double share = 0.5 * (low + high);
    double slope = 0;
    for (const double gain : gains) slope += std::expm1(gain) / (share * std::expm1(gain) + 1);
    (slope > 0 ? low : high) = share;
  }
  return 0.5 * (low + high);
}

}  // namespace

Measured log_evidence(const FlowDensity& posterior, const LikelihoodEstimator& likelihood, std::span<const double> x,
                      Seed seed) {
  const ParameterSpace& space = posterior.space();
  const Target target(space, likelihood, x);
  const auto log_target = [&target](ConstMatrixView theta, std::span<double> out) { target.log_density(theta, out); };
  const ImportanceWeights found = adaptive_importance(in_unconstrained(space, log_target),
                                                      {posterior_proposal(posterior, seed.child("posterior")),
                                                       prior_proposal(space.dimension(), seed.child("prior"))},
                                                      seed.child("adapt"))
                                      .weights;
  return {found.log_integral, found.log_integral_error};
}

std::vector<double> likelihood_gains(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                                     const JointData& data, const std::vector<std::size_t>& rows, Seed seed) {
  INQUEST_VALIDATE(!rows.empty(), data, "no simulations to choose between npe and nle by; ask for more");
  std::vector<double> gains(rows.size());
  parallel_for(rows.size(), [&](std::size_t i) {
    const auto x = data.x.row(rows[i]);
    const ConstMatrixView theta = data.theta.view().rows(rows[i], 1);
    const FlowDensity given = posterior.given(x);
    double by_likelihood = 0, by_posterior = 0;
    Target(given.space(), likelihood, x).log_density(theta, {&by_likelihood, 1});
    given.log_prob(theta, {&by_posterior, 1});
    const double gain = by_likelihood - log_evidence(given, likelihood, x, seed.child(i)).value - by_posterior;
    gains[i] = std::isnan(gain) ? -most_nats : std::clamp(gain, -most_nats, most_nats);
  });
  return gains;
}

PosteriorChoice choice_by(const std::vector<double>& gains) {
  constexpr double nearly = 0.1;
  PosteriorChoice choice{mean_with_error(gains), best_share(gains)};
  const Measured of_mixture = mean_with_error(gains_of_mixture(gains, choice.share));
  if (choice.share < nearly || !(of_mixture.value > of_mixture.error)) choice.share = 0;
  if (choice.share > 1 - nearly) choice.share = 1;
  return choice;
}

}  // namespace inquest
