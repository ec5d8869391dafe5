#include "flows/estimators/candidate_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/parallel.hpp"
#include "core/base/statistics.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/sampling/importance_weights.hpp"

namespace inquest {
namespace {

std::string held_out_name(const std::string& model) { return "held_out_x." + model; }

// ln q_k(x | theta) of each member k at each draw, [members, n].
Matrix member_log_likelihoods(const LikelihoodEstimator& likelihood, const Matrix& theta, std::span<const double> x) {
  Matrix all(theta.rows(), likelihood.space().parameters().size());
  likelihood.space().expand(theta, all);
  return likelihood.member_log_likelihoods(all, x);
}

// Unbiased where the weights say how often a draw would be there; 0 * -infinity is nothing.
double weighted_sd(std::span<const double> values, const ImportanceWeights& found) {
  const auto sum_of = [&](const auto& term) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (found.weights[i] > 0) sum += found.weights[i] * term(values[i]);
    }
    return sum;
  };
  const double mean = sum_of([](double value) { return value; });
  const double squares = sum_of([&](double value) { return (value - mean) * (value - mean); });
  return std::sqrt(squares / (1 - 1 / found.effective_size));
}

// sd over the members of ln mean q_k(x | theta) p(theta) / q(theta | x).
double member_scatter(const Matrix& members, std::span<const double> prior, std::span<const double> proposal) {
  std::vector<double> log_z, target(prior.size());
  for (std::size_t k = 0; k < members.rows(); ++k) {
    std::ranges::transform(members.row(k), prior, target.begin(), std::plus<>());
    log_z.push_back(importance_weights(target, proposal).log_integral);
  }
  return log_z.size() > 1 ? standard_deviation(log_z) : 0;
}

DataColumns columns_of(const CandidateEvidence::Entry& entry) { return entry.likelihood.columns(); }

}  // namespace

void CandidateEvidenceOptions::fields(FieldVisitor& visit) {
  visit.group("npe", npe, "of the estimate of each model's posterior");
  visit.group("nle", nle, "of the estimate of each model's likelihood");
  visit.field("draws", draws, "of each posterior, to average over", {.min = 200});
}

double CandidateLogEvidence::error() const {
  const double sum = scatter * scatter + ensemble * ensemble + monte_carlo * monte_carlo;
  return std::isfinite(sum) ? std::sqrt(sum) : std::numeric_limits<double>::infinity();
}

CandidateLogEvidence log_evidence(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                                  std::span<const double> x, std::size_t draws, Seed seed) {
  const Draws drawn = posterior.given(x).sample(draws, seed);
  std::vector<double> prior(draws), target(draws), ratio(draws);
  likelihood.space().log_prob(drawn.theta, prior);
  const Matrix members = member_log_likelihoods(likelihood, drawn.theta, x);
  mix_log_densities(members, target);
  std::ranges::transform(target, prior, target.begin(), std::plus<>());
  std::ranges::transform(target, drawn.log_prob, ratio.begin(), std::minus<>());
  const ImportanceWeights found = importance_weights(target, drawn.log_prob);
  return {found.log_integral, weighted_sd(ratio, found), member_scatter(members, prior, drawn.log_prob),
          found.log_integral_error, found.effective_size};
}

CandidateLogEvidence log_evidence(const LikelihoodEstimator& likelihood, std::span<const double> x) {
  const Matrix members = member_log_likelihoods(likelihood, Matrix(1, 0), x);
  CandidateLogEvidence found;
  mix_log_densities(members, {&found.value, 1});
  found.ensemble = likelihood.error_of(members.values());
  found.effective_draws = std::numeric_limits<double>::infinity();
  return found;
}

std::filesystem::path CandidateEvidence::part(std::filesystem::path path, const std::string& model,
                                              const std::string& method) {
  return path.replace_extension(concat(model, ".", method, ".h5"));
}

void CandidateEvidence::save_index(const std::filesystem::path& path, const std::vector<std::string>& models,
                                   const std::vector<Matrix>& held_out) {
  INQUEST_EXPECT(held_out.size() == models.size());
  EstimatorRecord record{file_kind, ConfigNode::mapping({{"models", ConfigNode::texts(models)}}), {}};
  for (std::size_t m = 0; m < models.size(); ++m) record.arrays[held_out_name(models[m])] = held_out[m];
  save_estimator(path, record, {});
}

CandidateEvidence CandidateEvidence::load(const std::filesystem::path& path, const std::string& device) {
  const EstimatorRecord record = load_estimator_record(path);
  require_kind(record, file_kind);
  std::vector<Entry> entries;
  for (const ConfigNode& item : required_entry(record, "models").items()) {
    const std::string model = item.text();
    entries.push_back({model, std::nullopt, LikelihoodEstimator::load(part(path, model, "nle"), device),
                       required_array(record, held_out_name(model))});
    if (entries.back().likelihood.space().dimension() == 0) continue;
    entries.back().posterior = PosteriorEstimator::load(part(path, model, "npe"), device);
  }
  return CandidateEvidence(std::move(entries));
}

CandidateEvidence::CandidateEvidence(std::vector<Entry> entries) : entries_(std::move(entries)) {
  for (const Entry& entry : entries_) {
    INQUEST_VALIDATE(columns_of(entry).to_array() == columns_of(entries_.front()).to_array(), data,
                     "the likelihoods of models ", entries_.front().model, " and ", entry.model,
                     " are over other data columns (they have no ratio); train both on the same simulations");
  }
}

std::vector<CandidateLogEvidence> CandidateEvidence::log_evidence(std::span<const double> x, std::size_t draws,
                                                                  Seed seed) const {
  std::vector<CandidateLogEvidence> result;
  for (const Entry& entry : entries_) {
    result.push_back(entry.posterior
                         ? inquest::log_evidence(*entry.posterior, entry.likelihood, x, draws, seed.child(entry.model))
                         : inquest::log_evidence(entry.likelihood, x));
  }
  return result;
}

Matrix CandidateEvidence::log_evidences(ConstMatrixView x, std::size_t draws, Seed seed) const {
  Matrix result(x.rows(), entries_.size());
  parallel_for(x.rows(), [&](std::size_t i) {
    std::ranges::transform(log_evidence(x.row(i), draws, seed.child(i)), result.row(i).begin(),
                           &CandidateLogEvidence::value);
  });
  return result;
}

std::vector<std::string> CandidateEvidence::models() const {
  std::vector<std::string> names;
  for (const Entry& entry : entries_) names.push_back(entry.model);
  return names;
}

}  // namespace inquest
