// EvidenceRoute: a way to log K that a run file asks for, built once from its entry.
//
// The methods that `evidence:` knows are an explicit table. Adding one is one file here and one line in it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/routes/route_context.hpp"
#include "core/config/documentation.hpp"
#include "core/diagnostics/out_of_distribution.hpp"
#include "core/estimator/training_plan.hpp"
#include "core/infer/evidence_estimate.hpp"
#include "core/infer/findings.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// log K at the observation, and what is known of how far to trust it.
struct EvidenceAnswer {
  EvidenceEstimate estimate;
  std::vector<std::string> doubts = {};  // what keeps it from being trusted; the user is warned of each
  std::optional<OutOfDistribution> out_of_distribution = {};
  Findings findings = {};
};

/// The answer of an estimator with what casts doubt on it, where that is known.
EvidenceAnswer with_check(EvidenceEstimate estimate, std::optional<AnswerCheck> check);

struct EvidenceMethod;

struct EvidenceRoute {
  std::string name = {};                   // that the user gave it
  const EvidenceMethod* method = nullptr;  // that it is of
  ConfigNode options;                      // its entry in resolved.yaml, every default filled in
  std::vector<RouteReference> needs = {};

  /// Why these models cannot be compared this way at x [data_size]; empty where they can.
  std::function<std::string(const ModelSet& models, std::span<const double> x)> obstacle;

  /// What is trained on the simulations of each model; empty where there is nothing to train.
  std::function<TrainingPlan(const ModelSet& models, const std::vector<ModelData>& data, const RouteContext& context)>
      training = {};

  /// log K at x [data_size], by the trained estimator where there is one; throws Error(missing_input / data) on a file.
  std::function<EvidenceAnswer(const ModelSet& models, std::span<const double> x, const RouteContext& context)> compare;

  /// ln p(x | M) of each row of x [n, data_size] up to a constant of the row, [n, models], to test the estimator with;
  /// empty where there is none.
  std::function<Matrix(ConstMatrixView x, const RouteContext& context)> log_evidence = {};
};

struct EvidenceMethod {
  std::string name;
  std::string doc;
  std::vector<FieldDoc> options;
  ConfigNode schema;  // JSON Schema of an entry

  /// A route without its name and method; throws Error(config).
  EvidenceRoute (*build)(const ConfigNode& entry);
};

const std::vector<EvidenceMethod>& evidence_methods();

EvidenceMethod network_method();
EvidenceMethod marginal_flow_method();
EvidenceMethod npe_nle_method();
EvidenceMethod nested_evidence_method();
EvidenceMethod exact_method();

}  // namespace inquest
