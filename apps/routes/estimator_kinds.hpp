// The kinds of estimators that files hold: an explicit table. A new one is one line in it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apps/routes/trained_evidence.hpp"
#include "core/infer/posterior.hpp"
#include "core/model/data_layout.hpp"

namespace inquest {

/// What the file of an estimator says of the data that it takes.
struct SeenData {
  DataLayout layout;

  /// What networks see of rows of data, in standard deviations of the simulations that they learned from.
  std::function<Matrix(ConstMatrixView x)> standardised;
};

struct EstimatorKind {
  std::string name;  // as the file says it
  std::string doc;

  /// The posterior that the file tells, to draw from at any x; null for a kind that tells none. Throws
  /// Error(missing_input / data).
  std::unique_ptr<Posterior> (*open)(const std::filesystem::path& path);

  /// The comparison of models that the file tells, at any x; null for a kind that tells none. Throws as above.
  TrainedEvidence (*open_evidence)(const std::filesystem::path& path) = nullptr;

  /// Null for a kind whose file does not say. Throws alike.
  SeenData (*seen)(const std::filesystem::path& path) = nullptr;
};

const std::vector<EstimatorKind>& estimator_kinds();

/// Opens the posterior of a saved estimator of any kind; throws Error(data) on a kind that gives no draws.
std::unique_ptr<Posterior> open_posterior(const std::filesystem::path& path);

/// Opens the comparison of a saved estimator of any kind; throws Error(data) on a kind that compares no models.
TrainedEvidence open_evidence(const std::filesystem::path& path);

/// What is known of the data that a posterior of a file takes: its layout, or else their number alone.
SeenData seen_data(const std::filesystem::path& path, const Posterior& posterior);

}  // namespace inquest
