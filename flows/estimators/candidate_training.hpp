// The training of a posterior and a likelihood of each model on the same simulations, for their evidences.
#pragma once

#include <string>
#include <vector>

#include "core/estimator/training_plan.hpp"
#include "flows/estimators/candidate_evidence.hpp"

namespace inquest {

/// Both of each model are parts of the plan, the likelihood alone without free parameters. Its check throws Error(data)
/// on data that have no density (flows/estimators/data_columns.hpp), or one over other columns for each model.
TrainingPlan candidate_plan(const std::string& name, const std::vector<ModelData>& models,
                            const CandidateEvidenceOptions& options, Seed seed);

}  // namespace inquest
