#include "core/sampling/mcmc.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "core/base/error.hpp"
#include "core/sampling/ensemble_slice.hpp"
#include "core/sampling/nuts.hpp"

namespace inquest {
namespace {

// Vehtari et al. 2021: below 1.01, and above 400 for the errors of R-hat and the sizes themselves to be small.
constexpr double largest_r_hat = 1.01;
constexpr double smallest_size = 400;

constexpr double most_divergent = 1e-3;         // of all trajectories
constexpr std::size_t fewest_kept_steps = 250;  // so that halves of chains know R-hat below 1.01
constexpr std::size_t most_start_batches = 20;
constexpr std::size_t chains_per_dimension = 4;

bool converged(const Convergence& found) {
  return found.r_hat <= largest_r_hat && found.bulk_ess >= smallest_size && found.tail_ess >= smallest_size;
}

std::size_t chains_for(const McmcOptions& options, std::size_t dimension) {
  const std::size_t chains = std::max(static_cast<std::size_t>(options.chains), chains_per_dimension * dimension);
  return chains + chains % 2;
}

/// Places where the density does not vanish, in the order in which chains start from them.
class Starts {
 public:
  Starts(const McmcTarget& target, std::size_t chains) : target_(target), z_(chains, target.dimension) {}

  std::size_t missing() const { return z_.rows() - filled_; }
  std::size_t evaluations() const { return evaluations_; }
  const Matrix& z() const { return z_; }

  /// Takes up to `most` rows of z without replacement, in proportion to exp(density + log_weight) (the largest with
  /// Gumbel noise, Efraimidis & Spirakis 2006).
  template <class LogWeight>
  void take(ConstMatrixView z, std::size_t most, const LogWeight& log_weight, Random& random) {
    std::vector<double> density(z.rows());
    target_.log_density(z, density);
    check_log_density(z, density);
    evaluations_ += z.rows();
    std::vector<std::pair<double, std::size_t>> keys;
    for (std::size_t i = 0; i < z.rows(); ++i) {
      const double noise = -std::log(-std::log(random.uniform()));
      if (std::isfinite(density[i])) keys.emplace_back(log_weight(density[i], z.row(i)) + noise, i);
    }
    std::ranges::sort(keys, std::greater<>());
    keys.resize(std::min({keys.size(), most, missing()}));
    for (const auto& [key, row] : keys) std::ranges::copy(z.row(row), z_.row(filled_++).begin());
  }

 private:
  const McmcTarget& target_;
  Matrix z_;
  std::size_t filled_ = 0;
  std::size_t evaluations_ = 0;
};

// Half of the chains start at what was supplied, the others where prior draws resampled by the likelihood lie: what one
// of them misses the other may have. Either fills the places of the other where that finds too few.
Starts find_starts(const McmcTarget& target, const McmcOptions& options, Random random) {
  const std::size_t chains = chains_for(options, target.dimension);
  Starts starts(target, chains);
  const auto supplied = [&](std::size_t most) {
    if (target.starts.rows() == 0) return;
    const auto alike = [](double, std::span<const double>) { return 0.0; };
    starts.take(target.starts, most, alike, random);
  };
  supplied(chains / 2);
  const auto likelihood = [](double density, std::span<const double> z) {
    return density + 0.5 * std::inner_product(z.begin(), z.end(), z.begin(), 0.0);
  };
  Matrix prior(static_cast<std::size_t>(options.starts), target.dimension);
  for (std::size_t batch = 0; batch < most_start_batches && starts.missing() > 0; ++batch) {
    random.normal(prior.values());
    starts.take(prior, chains, likelihood, random);
  }
  supplied(starts.missing());
  INQUEST_VALIDATE(starts.missing() == 0, data, "the likelihood vanishes at all but ", chains - starts.missing(),
                   " of ", most_start_batches * prior.rows(), " draws of the prior (", chains,
                   " chains need as many to start from); narrow the priors, or raise `starts`");
  return starts;
}

/// One run of all chains, in rounds.
class Run {
 public:
  Run(std::unique_ptr<ChainSampler> sampler, std::size_t kept, Reporter& reporter)
      : sampler_(std::move(sampler)),
        kept_(kept),
        z_(kept * sampler_->z().rows(), sampler_->z().cols()),
        density_(z_.rows()),
        reporter_(reporter) {}

  void step(bool tune) {
    throw_if_stopped(reporter_);
    sampler_->step(tune);
    ++steps_;
  }

  /// Keeps every `stride`-th step, in place of what was kept before.
  void round(std::size_t stride, std::size_t most) {
    const std::size_t chains = sampler_->z().rows();
    for (std::size_t k = 0; k < kept_; ++k) {
      for (std::size_t s = 0; s < stride; ++s) step(false);
      std::ranges::copy(sampler_->z().values(), z_.row(k * chains).begin());
      std::ranges::copy(sampler_->log_density(), density_.begin() + static_cast<std::ptrdiff_t>(k * chains));
      reporter_.progress({"sample", static_cast<std::int64_t>(steps_), static_cast<std::int64_t>(most), "steps", ""});
    }
  }

  Convergence convergence() const { return worst_convergence(z_, sampler_->z().rows()); }
  std::size_t steps() const { return steps_; }
  std::size_t evaluations() const { return sampler_->evaluations(); }
  std::size_t divergences() const {
    const auto* nuts = dynamic_cast<const Nuts*>(sampler_.get());
    return nuts == nullptr ? 0 : nuts->divergences();
  }

  /// Steps that are spread evenly, chain after chain.
  McmcDraws spread(std::size_t count) const {
    const std::size_t chains = sampler_->z().rows();
    McmcDraws draws{Matrix(count, z_.cols()), std::vector<double>(count), {}};
    for (std::size_t chain = 0, i = 0; chain < chains; ++chain) {
      const std::size_t first = i, end = (chain + 1) * count / chains;
      for (; i < end; ++i) {
        const std::size_t row = (i - first) * kept_ / (end - first) * chains + chain;
        std::ranges::copy(z_.row(row), draws.z.row(i).begin());
        draws.log_density[i] = density_[row];
      }
    }
    return draws;
  }

 private:
  std::unique_ptr<ChainSampler> sampler_;
  std::size_t kept_;
  Matrix z_;                     // [kept * chains, d], step by step
  std::vector<double> density_;  // [kept * chains]
  std::size_t steps_ = 0;
  Reporter& reporter_;
};

std::unique_ptr<ChainSampler> make_sampler(const McmcTarget& target, const McmcOptions& options, const Matrix& starts,
                                           Seed seed) {
  if (options.sampler == "slice") return std::make_unique<EnsembleSlice>(target.log_density, starts, seed);
  INQUEST_VALIDATE(target.gradient != nullptr, config,
                   "sampler: nuts (the likelihood has no derivatives) use sampler: slice");
  return std::make_unique<Nuts>(target.gradient, starts, seed);
}

}  // namespace

void McmcOptions::fields(FieldVisitor& visit) {
  visit.choice(
      "sampler", sampler,
      "slice: ensemble slices, which jump between modes; nuts: no U-turns, for many dimensions, by derivatives",
      {"slice", "nuts"});
  visit.field("chains", chains, "that move together, at least; 4 for each parameter where that is more", {.min = 4});
  visit.field("warm_up", warm_up, "steps that adapt the length of moves, always discarded", {.min = 10});
  visit.field("max_steps", max_steps, "of each chain; sampling stops before, once the chains agree", {.min = 1});
  visit.field("starts", starts, "draws of the prior among which chains start", {.min = 100});
}

std::string McmcReport::warning() const {
  if (static_cast<double>(divergences) > most_divergent * static_cast<double>(chains * steps)) {
    return concat(divergences,
                  " trajectories diverged (the density is too curved for their steps, and draws are missing ",
                  "where it is); use sampler: slice, or raise warm_up");
  }
  if (converged(convergence)) return "";
  return concat("the chains have not converged after ", steps, " steps (R-hat ", convergence.r_hat, " must be below ",
                largest_r_hat, ", the effective sizes of ", convergence.bulk_ess, " draws of the centre and ",
                convergence.tail_ess, " of the tails above ", smallest_size, "); raise max_steps or chains");
}

McmcDraws run_mcmc(const McmcTarget& target, const McmcOptions& options, std::size_t count, Seed seed,
                   Reporter& reporter) {
  INQUEST_VALIDATE(count > 0 && target.dimension > 0, data, count, " draws of ", target.dimension,
                   " parameters (there is nothing to draw)");
  const Starts starts = find_starts(target, options, Random(seed.child("starts")));
  const std::size_t chains = starts.z().rows();
  const auto most = static_cast<std::size_t>(options.max_steps);
  const std::size_t kept = std::max(fewest_kept_steps, (count + chains - 1) / chains);
  Run run(make_sampler(target, options, starts.z(), seed.child("chains")), kept, reporter);
  for (std::int64_t i = 0; i < options.warm_up; ++i) run.step(true);
  Convergence found;
  for (std::size_t stride = 1; stride == 1 || run.steps() + stride * kept <= most; stride *= 2) {
    run.round(stride, most);
    found = run.convergence();
    if (converged(found)) break;
  }
  McmcDraws draws = run.spread(count);
  draws.report = {found, chains, run.steps(), starts.evaluations() + run.evaluations(), run.divergences()};
  return draws;
}

}  // namespace inquest
