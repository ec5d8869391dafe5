#include "apps/routes/estimator_kinds.hpp"

#include <algorithm>
#include <functional>

#include "core/base/tensor_matrix.hpp"
#include "core/config/suggest.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/infer/mcmc_posterior.hpp"
#include "evidence/network/evidence_network.hpp"
#include "flows/estimators/automatic_posterior.hpp"
#include "flows/estimators/candidate_evidence.hpp"
#include "flows/estimators/marginal_estimator.hpp"
#include "moments/gaussian_likelihood.hpp"
#include "moments/moment_network.hpp"

namespace inquest {
namespace {

using Path = std::filesystem::path;

template <class Estimator>
std::unique_ptr<Posterior> itself(const Path& path) {
  return std::make_unique<Estimator>(Estimator::load(path));
}

std::unique_ptr<Posterior> automatic(const Path& path) {
  return std::make_unique<AutomaticPosterior>(AutomaticPosterior::load(path, {}));
}

// Markov chains on a likelihood.
template <class Learned>
std::unique_ptr<Posterior> by_chains(const Path& path) {
  const auto likelihood = std::make_shared<const Learned>(Learned::load(path));
  return std::make_unique<McmcPosterior>(likelihood->space(), likelihood, likelihood->data_size(), McmcOptions{});
}

Matrix standardised_by(const Estimator& estimator, ConstMatrixView x) { return to_matrix(estimator.view().apply(x)); }
Matrix standardised_by(const LikelihoodEstimator& estimator, ConstMatrixView x) { return estimator.standardised(x); }

template <class Estimator>
SeenData seen_by(const Path& path) {
  const auto estimator = std::make_shared<const Estimator>(Estimator::load(path));
  return {estimator->view().layout(), [estimator](ConstMatrixView x) { return standardised_by(*estimator, x); }};
}

SeenData seen_by_parts(const Path& path) { return seen_by<PosteriorEstimator>(AutomaticPosterior::part(path, "npe")); }

// Of models that are equally probable before the data, as the file knows no others.
std::vector<double> equal_probabilities(std::size_t models) {
  return std::vector<double>(models, 1 / static_cast<double>(models));
}

template <class E>
TrainedEvidence by_itself(const Path& path) {
  const auto estimator = std::make_shared<const E>(E::load(path));
  return {estimator->models(), estimator->view(), [estimator](std::span<const double> x, Seed) {
            return answer_of(*estimator, equal_probabilities(estimator->models().size()), x);
          }};
}

TrainedEvidence by_candidates(const Path& path) {
  const auto estimator = std::make_shared<const CandidateEvidence>(CandidateEvidence::load(path));
  return {estimator->models(), estimator->entries().front().likelihood.view(),
          [estimator](std::span<const double> x, Seed seed) {
            return answer_of(*estimator, equal_probabilities(estimator->models().size()), x,
                             CandidateEvidenceOptions{}.draws, seed);
          }};
}

/// The kind of a file, of those that `gives` something; throws Error(data) on another, with what it lacks.
const EstimatorKind& kind_of(const Path& path, const std::function<bool(const EstimatorKind&)>& gives,
                             const std::string& lack) {
  const std::string kind = load_estimator_record(path).kind;
  std::vector<std::string> others;
  for (const EstimatorKind& one : estimator_kinds()) {
    if (!gives(one)) continue;
    if (one.name == kind) return one;
    others.push_back(one.name);
  }
  raise(ErrorKind::data,
        concat(path.string(), ": an estimator of kind '", kind, "' (", lack, "); take one of kind ", join(others)));
}

}  // namespace

const std::vector<EstimatorKind>& estimator_kinds() {
  static const std::vector<EstimatorKind> kinds{
      {PosteriorEstimator::file_kind, "flows of the parameters given the data", itself<PosteriorEstimator>, nullptr,
       seen_by<PosteriorEstimator>},
      {LikelihoodEstimator::file_kind, "flows of the data given the parameters; sampled by Markov chains",
       by_chains<LikelihoodEstimator>, nullptr, seen_by<LikelihoodEstimator>},
      {AutomaticPosterior::file_kind, "the choice between npe and nle, whose files lie beside it", automatic, nullptr,
       seen_by_parts},
      {MomentNetwork::file_kind, "posterior mean and covariance; draws of their normal distribution inside the prior",
       itself<MomentNetwork>, nullptr, seen_by<MomentNetwork>},
      {GaussianLikelihood::file_kind, "an assumed normal likelihood; sampled by Markov chains",
       by_chains<GaussianLikelihood>},
      {EvidenceNetwork::file_kind, "networks of ln K; no draws", nullptr, by_itself<EvidenceNetwork>},
      {MarginalEstimator::file_kind, "flows of the data of each model; no draws", nullptr,
       by_itself<MarginalEstimator>},
      {CandidateEvidence::file_kind, "the index of the npe and nle of each model, whose files give draws", nullptr,
       by_candidates}};
  return kinds;
}

std::unique_ptr<Posterior> open_posterior(const Path& path) {
  return kind_of(
             path, [](const EstimatorKind& kind) { return kind.open != nullptr; }, "it gives no draws")
      .open(path);
}

TrainedEvidence open_evidence(const Path& path) {
  const auto compares = [](const EstimatorKind& kind) { return kind.open_evidence != nullptr; };
  return kind_of(path, compares, "it compares no models").open_evidence(path);
}

SeenData seen_data(const Path& path, const Posterior& posterior) {
  const auto kind = std::ranges::find(estimator_kinds(), load_estimator_record(path).kind, &EstimatorKind::name);
  const bool known = kind != estimator_kinds().end() && kind->seen != nullptr;
  return known ? kind->seen(path) : SeenData{DataLayout{posterior.data_size()}, nullptr};
}

}  // namespace inquest
