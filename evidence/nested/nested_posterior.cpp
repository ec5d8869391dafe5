#include "evidence/nested/nested_posterior.hpp"

#include <algorithm>
#include <numeric>

#include "core/infer/posterior_density.hpp"
#include "evidence/nested/nested_files.hpp"
#include "evidence/nested/nested_findings.hpp"
#include "evidence/nested/warm_start.hpp"
#include "evidence/nested/weighted_draws.hpp"

namespace inquest {
namespace {

/// A density that can be drawn from and evaluated, as a proposal in z; both must outlive it.
Proposal proposal_of(const Density& density, const EvidenceTarget& target) {
  const ParameterSpace& space = target.space();
  const Drawable& draws = *drawable(density);
  const Evaluable& values = *evaluable(density);
  return proposal_in_normal(target, {[&draws, &space](Random& random, MatrixView z) {
                                       const Seed seed{random.below(std::uint64_t{1} << 63)};
                                       space.to_unconstrained(draws.sample(z.rows(), seed).theta, z);
                                     },
                                     [&values, &space](ConstMatrixView z, std::span<double> out) {
                                       Matrix theta(z.rows(), z.cols());
                                       std::vector<double> log_det(z.rows());
                                       space.from_unconstrained(z, theta);
                                       space.log_abs_det(z, log_det);
                                       values.log_prob(theta, out);
                                       for (std::size_t i = 0; i < out.size(); ++i) out[i] += log_det[i];
                                     }});
}

LogEvidence estimate(const EvidenceTarget& target, const LogEvidenceOptions& options, const Density* start, Seed seed,
                     Reporter& reporter) {
  std::vector<std::string> notes;
  if (start != nullptr) {
    auto found = estimate_from(target, proposal_of(*start, target), options.error, seed, notes);
    if (found) return *std::move(found);
  }
  LogEvidence found = estimate_log_evidence(target, options, {}, seed, reporter);
  found.notes.insert(found.notes.begin(), notes.begin(), notes.end());
  return found;
}

}  // namespace

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
                             LogEvidenceOptions options, std::shared_ptr<const Posterior> start,
                             std::span<const double> x)
    : space_(std::move(space)),
      likelihood_(std::move(likelihood)),
      data_size_(data_size),
      options_(std::move(options)),
      start_(std::move(start)),
      x_(x.begin(), x.end()) {
  count_observations(data_size_, x_);
}

NestedDensity::Answer NestedDensity::answer(Seed seed, Reporter& reporter) const {
  const EvidenceTarget target(space_, [this](ConstMatrixView theta, std::span<double> out) {
    sum_log_likelihood(*likelihood_, space_, data_size_, theta, x_, out);
  });
  const auto start = start_ == nullptr ? nullptr : start_->at(x_);
  LogEvidence found = estimate(target, options_, start.get(), seed, reporter);
  for (const std::string& note : found.notes) reporter.info(note);
  for (const std::string& warning : found.warnings) reporter.warning(warning);
  Draws weighted = weighted_draws(found, target);
  return {std::move(found), WeightedDensity(space_, std::move(weighted))};
}

Draws NestedDensity::sample(std::size_t count, Seed seed, Reporter& reporter) const {
  const Answer answered = answer(seed, reporter);
  for (const std::string& doubt : answered.found.doubts) reporter.warning(doubt);
  Draws draws = answered.posterior.sample(count, seed.child("draws"), reporter);
  for (double& value : draws.log_prob) value += answered.found.log_z;  // as log_prob has it
  return draws;
}

PosteriorAnswer NestedDensity::full_answer(std::size_t count, Seed seed, Reporter& reporter) const {
  Answer answered = answer(seed, reporter);
  const Draws& weighted = answered.posterior.weighted();
  PosteriorAnswer result = answer_of(equal_weight_draws(weighted, count, seed.child("draws")), space_);
  result.summary.effective_draws = std::min(result.summary.effective_draws, summarize(weighted).effective_draws);
  result.findings.add_group("nested", findings_of(answered.found));
  result.doubts = answered.found.doubts;
  result.weighted = weighted;
  result.write_files = [answered = std::move(answered), space = space_, count](const std::filesystem::path& stem) {
    if (answered.found.run) write_births(*answered.found.run, space, stem);
    write_stats(answered.found, answered.posterior.weighted(), count, stem);
  };
  return result;
}

void NestedDensity::log_prob(ConstMatrixView theta, std::span<double> out) const {
  log_prior_times_likelihood(*likelihood_, space_, data_size_, theta, x_, out);
}

NestedPosterior::NestedPosterior(ParameterSpace space, std::shared_ptr<const Likelihood> likelihood,
                                 std::size_t data_size, LogEvidenceOptions options,
                                 std::shared_ptr<const Posterior> start)
    : space_(std::move(space)),
      likelihood_(std::move(likelihood)),
      data_size_(data_size),
      options_(std::move(options)),
      start_(std::move(start)) {
  INQUEST_EXPECT(likelihood_ != nullptr);
  const std::string problem = obstacle_to(options_, space_.dimension());
  INQUEST_VALIDATE(problem.empty(), config, problem);
}

NestedDensity NestedPosterior::given(std::span<const double> x) const {
  return {space_, likelihood_, data_size_, options_, start_, x};
}

std::unique_ptr<Density> NestedPosterior::at(std::span<const double> x) const {
  return std::make_unique<NestedDensity>(given(x));
}

}  // namespace inquest
