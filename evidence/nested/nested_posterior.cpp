#include "evidence/nested/nested_posterior.hpp"

#include <algorithm>
#include <numeric>

#include "core/infer/posterior_density.hpp"
#include "evidence/nested/weighted_draws.hpp"

namespace inquest {

WeightedDensity::WeightedDensity(ParameterSpace space, Draws weighted)
    : space_(std::move(space)), weighted_(std::move(weighted)) {
  INQUEST_EXPECT(weighted_.weights.size() == weighted_.theta.rows() && !weighted_.weights.empty());
}

Draws WeightedDensity::sample(std::size_t count, Seed seed, Reporter&) const {
  Draws draws = equal_weight_draws(weighted_, count, seed);
  const auto& w = weighted_.weights;
  const double sum = std::accumulate(w.begin(), w.end(), 0.0);
  const double squares = std::inner_product(w.begin(), w.end(), w.begin(), 0.0);
  draws.effective_size = std::min(sum * sum / squares, static_cast<double>(count));  // Kish
  return draws;
}

NestedDensity::NestedDensity(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood, std::size_t data_size,
                             LogEvidenceOptions options, std::span<const double> x)
    : space_(std::move(space)),
      likelihood_(std::move(likelihood)),
      data_size_(data_size),
      options_(std::move(options)),
      x_(x.begin(), x.end()) {
  require_observations(x.size(), data_size);
}

NestedDensity::Answer NestedDensity::answer(Seed seed, Reporter& reporter) const {
  const EvidenceTarget target(space_, [this](ConstMatrixView theta, std::span<double> out) {
    sum_log_likelihood(*likelihood_, space_, data_size_, theta, x_, out);
  });
  LogEvidence found = estimate_log_evidence(target, options_, {}, seed, reporter);
  Draws weighted = weighted_draws(found, target);
  return {std::move(found), WeightedDensity(space_, std::move(weighted))};
}

Draws NestedDensity::sample(std::size_t count, Seed seed, Reporter& reporter) const {
  const Answer answered = answer(seed, reporter);
  for (const std::string& warning : answered.found.warnings) reporter.warning(warning);
  Draws draws = answered.posterior.sample(count, seed.child("draws"), reporter);
  for (double& value : draws.log_prob) value += answered.found.log_z;  // as log_prob has it
  return draws;
}

void NestedDensity::log_prob(ConstMatrixView theta, std::span<double> out) const {
  log_prior_times_likelihood(*likelihood_, space_, data_size_, theta, x_, out);
}

NestedPosterior::NestedPosterior(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood,
                                 std::size_t data_size, LogEvidenceOptions options)
    : space_(std::move(space)),
      likelihood_(std::move(likelihood)),
      data_size_(data_size),
      options_(std::move(options)) {
  INQUEST_EXPECT(likelihood_ != nullptr && data_size_ > 0);
  const std::string problem = obstacle_to(options_, space_.dimension());
  INQUEST_VALIDATE(problem.empty(), config, problem);
}

NestedDensity NestedPosterior::given(std::span<const double> x) const {
  return {space_, likelihood_, data_size_, options_, x};
}

std::unique_ptr<Density> NestedPosterior::at(std::span<const double> x) const {
  return std::make_unique<NestedDensity>(given(x));
}

}  // namespace inquest
