// What trained evidence estimators answer at any x: the routes of a run ask them so, and `inquest evidence` does.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "apps/routes/evidence_route.hpp"
#include "core/base/seed.hpp"
#include "core/data/data_view.hpp"

namespace inquest {

class CandidateEvidence;
class EvidenceNetwork;
class MarginalEstimator;

// log K at x [data_size] for prior probabilities of the models, in the order of the estimator. Throws Error(data) on
// data that do not fit.
EvidenceAnswer answer_of(const EvidenceNetwork& network, const std::vector<double>& probability,
                         std::span<const double> x);
EvidenceAnswer answer_of(const MarginalEstimator& estimator, const std::vector<double>& probability,
                         std::span<const double> x);
EvidenceAnswer answer_of(const CandidateEvidence& estimator, const std::vector<double>& probability,
                         std::span<const double> x, std::int64_t draws, Seed seed);

/// A saved estimator that compares models, which are equally probable before the data.
struct TrainedEvidence {
  std::vector<std::string> models;
  DataView view;                                                           // of one observation
  std::function<EvidenceAnswer(std::span<const double> x, Seed seed)> at;  // x [data_size]; throws as above
};

}  // namespace inquest
