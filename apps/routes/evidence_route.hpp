// The methods that `evidence:` knows: an explicit table. Adding one is one file here and one line in it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/config/documentation.hpp"
#include "core/data/dataset.hpp"
#include "core/diagnostics/out_of_distribution.hpp"
#include "core/estimator/training_plan.hpp"
#include "core/infer/evidence_estimate.hpp"
#include "core/infer/findings.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// What log K is asked for.
struct EvidenceQuestion {
  const ModelSet& models;
  std::span<const double> x;  // [data_size]
  Seed seed;
  Reporter& reporter;
};

/// log K at the observation, and what is known of how far to trust it.
struct EvidenceAnswer {
  EvidenceEstimate estimate;
  std::vector<std::string> doubts = {};  // what keeps it from being trusted; the user is warned of each
  std::optional<OutOfDistribution> out_of_distribution = {};
  Findings findings = {};
};

/// The answer of an estimator with what casts doubt on it, where that is known.
EvidenceAnswer with_check(EvidenceEstimate estimate, std::optional<AnswerCheck> check);

/// Throws Error(data) on an estimator of other models than the run file's.
void require_models(const std::vector<std::string>& trained, const ModelSet& models, const std::filesystem::path& path);

struct EvidenceMethod {
  std::string name;
  std::string doc;
  std::vector<FieldDoc> options;
  ConfigNode schema;  // JSON Schema of an entry

  /// Options with every default filled in; throws Error(config).
  ConfigNode (*resolve)(const ConfigNode& options);

  /// Why these models cannot be compared this way at x, with these options; empty where they can.
  std::string (*obstacle)(const ModelSet& models, const ConfigNode& options, std::span<const double> x);

  /// What is trained on the data of each model; null where there is nothing to train.
  TrainingPlan (*training)(const std::string& name, const ModelSet& models, const std::vector<ModelData>& data,
                           const ConfigNode& options, Seed seed);

  /// Answers, with the trained estimator where there is one; throws Error(missing_input / data) on its file.
  EvidenceAnswer (*compare)(const std::filesystem::path& estimator, const ConfigNode& options,
                            const EvidenceQuestion& question);

  /// ln p(x | M) of each row of x [n, data_size] up to a constant of the row, [n, models], to test the estimator with;
  /// null where there is none.
  Matrix (*log_evidence)(const std::filesystem::path& estimator, const ConfigNode& options, ConstMatrixView x);
};

const std::vector<EvidenceMethod>& evidence_methods();

EvidenceMethod network_method();
EvidenceMethod marginal_flow_method();
EvidenceMethod npe_nle_method();
EvidenceMethod nested_evidence_method();
EvidenceMethod exact_method();

}  // namespace inquest
