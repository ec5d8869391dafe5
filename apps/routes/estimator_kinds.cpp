#include "apps/routes/estimator_kinds.hpp"

#include <algorithm>

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

}  // namespace

const std::vector<EstimatorKind>& estimator_kinds() {
  static const std::vector<EstimatorKind> kinds{
      {PosteriorEstimator::file_kind, "flows of the parameters given the data", itself<PosteriorEstimator>},
      {LikelihoodEstimator::file_kind, "flows of the data given the parameters; sampled by Markov chains",
       by_chains<LikelihoodEstimator>},
      {AutomaticPosterior::file_kind, "the choice between npe and nle, whose files lie beside it", automatic},
      {MomentNetwork::file_kind, "posterior mean and covariance; draws of their normal distribution inside the prior",
       itself<MomentNetwork>},
      {GaussianLikelihood::file_kind, "an assumed normal likelihood; sampled by Markov chains",
       by_chains<GaussianLikelihood>},
      {EvidenceNetwork::file_kind, "networks of ln K; no draws", nullptr},
      {MarginalEstimator::file_kind, "flows of the data of each model; no draws", nullptr},
      {CandidateEvidence::file_kind, "the index of the npe and nle of each model, whose files give draws", nullptr}};
  return kinds;
}

std::unique_ptr<Posterior> open_posterior(const Path& path) {
  const std::string kind = load_estimator_record(path).kind;
  const auto found = std::ranges::find(estimator_kinds(), kind, &EstimatorKind::name);
  if (found != estimator_kinds().end() && found->open != nullptr) return found->open(path);
  std::vector<std::string> drawn;
  for (const EstimatorKind& one : estimator_kinds()) {
    if (one.open != nullptr) drawn.push_back(one.name);
  }
  raise(ErrorKind::data, concat(path.string(), ": an estimator of kind '", kind,
                                "' (it gives no draws); take one of kind ", join(drawn)));
}

}  // namespace inquest
