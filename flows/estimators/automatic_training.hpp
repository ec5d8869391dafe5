// The training of an automatic posterior: of npe and nle on the same simulations, and the choice between them.
#pragma once

#include <string>

#include "core/estimator/training_plan.hpp"
#include "flows/estimators/automatic_posterior.hpp"

namespace inquest {

/// Both are parts of the plan; the choice, by rows that they only validate with, is its last step.
TrainingPlan automatic_plan(const std::string& name, const ModelData& data, const AutomaticPosteriorOptions& options,
                            Seed seed);

}  // namespace inquest
