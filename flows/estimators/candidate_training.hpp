// The training of a posterior and a likelihood of each model on the same simulations, for their evidences.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/data/dataset.hpp"
#include "core/estimator/estimator_training.hpp"
#include "flows/estimators/candidate_evidence.hpp"

namespace inquest {

/// A model and its simulations, which must outlive a training on them.
struct CandidateModel {
  std::string name;
  ParameterSpace space;
  const JointData* data;
};

/// Prepares the training of both for each model, of the likelihood alone without free parameters; throws Error(data) on
/// data that have no density (flows/estimators/data_columns.hpp), or one over other columns for each model.
std::unique_ptr<EstimatorTraining> make_candidate_training(const std::string& name,
                                                           const std::vector<CandidateModel>& models,
                                                           const CandidateEvidenceOptions& options, Seed seed);

}  // namespace inquest
