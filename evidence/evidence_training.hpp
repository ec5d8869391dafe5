// The training of an evidence network on the labelled simulations of models.
//
// All models go through one standardizer, and every epoch shuffles the rows of all together: neither row order nor
// scaling can tell the label.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/data/dataset.hpp"
#include "core/infer/estimator_training.hpp"
#include "evidence/evidence_network.hpp"

namespace inquest {

/// Simulations of one model under its name.
struct LabelledData {
  std::string model;
  const JointData* data;
};

struct EvidenceProblem {
  std::vector<LabelledData> models;
  DataSymmetry symmetry = {};  // of all models
};

/// Prepares the training of ln K between models on the rows of `problem`, whose data must outlive it.
std::unique_ptr<EstimatorTraining> make_evidence_training(const std::string& name, const EvidenceProblem& problem,
                                                          const EvidenceNetworkOptions& options, Seed seed);

}  // namespace inquest
