// The training of an evidence network on the labelled simulations of models.
#pragma once

#include <memory>
#include <string>

#include "core/estimator/estimator_training.hpp"
#include "evidence/network/evidence_network.hpp"
#include "evidence/network/labelled_rows.hpp"

namespace inquest {

/// Prepares the training of ln K between models on the rows of `problem`, whose data must outlive it.
std::unique_ptr<EstimatorTraining> make_evidence_training(const std::string& name, const LabelledModels& problem,
                                                          const EvidenceNetworkOptions& options, Seed seed);

}  // namespace inquest
