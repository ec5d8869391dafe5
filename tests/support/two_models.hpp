// An estimate of ln K of the second of two models over the first.
#pragma once

#include <string>
#include <vector>

#include "core/infer/evidence_estimate.hpp"

namespace inquest::testing {

inline EvidenceEstimate two_models(const std::vector<std::string>& models, double log_k, double error) {
  Matrix value(2, 2), errors(2, 2);
  value(1, 0) = log_k;
  value(0, 1) = -log_k;
  errors(0, 1) = errors(1, 0) = error;
  return from_log_bayes_factors(models, std::move(value), std::move(errors), {0.5, 0.5}, "ensemble");
}

}  // namespace inquest::testing
