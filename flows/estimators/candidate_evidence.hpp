// Evidence by the candidate's formula (Besag 1989, Chib 1995), from a learned posterior and a learned likelihood:
//
//   r(theta) = ln q(x | theta) + ln p(theta) - ln q(theta | x)
//
// is ln Z = ln p(x | M) at every theta, where both are right. With theta_k drawn from q(theta | x), ln mean exp r_k is
// an importance-sampling estimate of the evidence of the learned likelihood, ln of the integral of q(x | theta)
// p(theta), whatever q(theta | x): a poor one costs effective draws and biases nothing. Weighted by exp r the draws are
// those of the posterior of the learned likelihood. With a(theta) and b(theta) the errors of ln q(x | theta) and ln
// q(theta | x), r = ln Z + a - b, and the answer is ln Z + E[a] to first order, the mean over the posterior. Of E[a]
// these tell:
//
//   scatter      the standard deviation of r over the weighted draws, that of a - b: by how much the two contradict
//   each
//                other on the shape of the posterior. It does not fall with the number of draws, and cannot see a part
//                of a that is the same for all theta
//   ensemble     the standard deviation of ln Z over the members of q(x | theta), which sees such a part, unless all
//                members have it in common, as they have the simulations
//   monte_carlo  the standard error of the mean, by its effective number of draws
//
// They are added in quadrature. Without free parameters ln Z is the likelihood itself, and its error that of the
// ensemble.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "flows/estimators/likelihood_estimator.hpp"
#include "flows/estimators/posterior_estimator.hpp"

namespace inquest {

struct CandidateEvidenceOptions {
  PosteriorEstimatorOptions npe;
  LikelihoodEstimatorOptions nle;
  std::int64_t draws = 2000;

  void fields(FieldVisitor& visit);
};

/// ln p(x | M), and each part of its error.
struct CandidateLogEvidence {
  double value = 0;
  double scatter = 0;
  double ensemble = 0;  // 0 where there is one member
  double monte_carlo = 0;
  double effective_draws = 0;  // infinite where nothing needs to be drawn

  /// Of all three; infinite where one is not finite.
  double error() const;

  /// Whether the mean can be trusted. It takes exp(D + s) draws or more, D the divergence of the target from the
  /// proposal and s some times the scatter of the log weights (Chatterjee & Diaconis 2018). The effective number is
  /// n exp(-D_2), where D_2 >= D is the divergence of Renyi: 100 leave s = ln 100 = 4.6, and an error of 0.1.
  bool has_enough_draws() const { return effective_draws >= 100; }
};

/// ln of the evidence at x [data_size] by `draws` draws; throws Error(data) on data that do not fit.
CandidateLogEvidence log_evidence(const PosteriorEstimator& posterior, const LikelihoodEstimator& likelihood,
                                  std::span<const double> x, std::size_t draws, Seed seed);

/// ln of the likelihood at x of a model without free parameters; throws Error(data) on data that do not fit.
CandidateLogEvidence log_evidence(const LikelihoodEstimator& likelihood, std::span<const double> x);

/// A posterior and a likelihood of each model. In a folder they are
///
///   <name>.h5                                      the models, and rows to check with (kind "npe_nle")
///   <name>.<model>.npe.h5   <name>.<model>.nle.h5  the two of each, of use by themselves
class CandidateEvidence {
 public:
  static constexpr const char* file_kind = "npe_nle";

  struct Entry {
    std::string model;
    std::optional<PosteriorEstimator> posterior;  // of the free parameters, where there are some
    LikelihoodEstimator likelihood;
    Matrix held_out = {};  // rows [n, data_size] that neither has learnt from
  };

  /// The file of one of the two beside that of all.
  static std::filesystem::path part(std::filesystem::path path, const std::string& model, const std::string& method);

  /// Writes the file that says what stands beside it.
  static void save_index(const std::filesystem::path& path, const std::vector<std::string>& models,
                         const std::vector<Matrix>& held_out);

  /// Reads what candidate_plan trains; throws Error(missing_input / data), also where the likelihoods are over
  /// other data columns for each model: a ratio of these has no meaning.
  static CandidateEvidence load(const std::filesystem::path& path, const std::string& device = "cpu");

  explicit CandidateEvidence(std::vector<Entry> entries);

  /// ln Z of each model at x [data_size]; throws Error(data) on data that do not fit.
  std::vector<CandidateLogEvidence> log_evidence(std::span<const double> x, std::size_t draws, Seed seed) const;

  /// ln Z of each row of x [n, data_size], [n, models], by fewer draws each; throws as above.
  Matrix log_evidences(ConstMatrixView x, std::size_t draws, Seed seed) const;

  std::vector<std::string> models() const;
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace inquest
