// BayesFactor: ln K of one pair of models, out of an estimate of all.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/infer/evidence_estimate.hpp"

namespace inquest {

/// ln K of `model` over `other` by one route.
struct BayesFactor {
  std::string model, other;
  double log_k = 0;
  double error = 0;                                          // one standard deviation
  bool lower_bound = false;                                  // |ln K| is as large at least
  double degrees = std::numeric_limits<double>::infinity();  // of freedom of the error
  bool extrapolated = false;                                 // nothing tells it, nor its sign

  /// "ln K (lambda over open)"
  std::string name() const;

  /// "1.004 ± 0.031", "> 3.0" or "< −3.0" of a bound, "not told" where it is extrapolated.
  std::string value_text() const;

  /// "= 1.004 ± 0.031", "> 3.0" or "is not told", as an equation goes on.
  std::string relation_text() const;

  /// As `in_words` of evidence_estimate.hpp; "at least strong evidence for a" of a bound.
  std::string meaning() const;
};

/// ln K of models i and j as the estimate counts them.
BayesFactor bayes_factor(const EvidenceEstimate& estimate, std::size_t i, std::size_t j);

/// ln K of `model` over `other`, whichever way round the estimate lists them; none if it does not know both.
std::optional<BayesFactor> bayes_factor(const EvidenceEstimate& estimate, const std::string& model,
                                        const std::string& other);

/// The model of highest evidence over each of the others, strongest rival first.
std::vector<BayesFactor> bayes_factors(const EvidenceEstimate& estimate);

/// By how many standard deviations of their difference two values of the same ln K contradict each other; a bound
/// contradicts only what is below it, and what is extrapolated nothing. The null: both errors are right, normal and
/// independent. Errors that are the scatter of a few networks are uncertain themselves: with the degrees of freedom of
/// Welch (1947) and Satterthwaite (1946) the difference is one of Student's t, and what is given is as improbable for a
/// normal one. Routes that learn from the same simulations err alike, and then exceed a limit more rarely than that.
double deviation(const BayesFactor& one, const BayesFactor& two);

}  // namespace inquest
