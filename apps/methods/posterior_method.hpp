// The methods that `posterior:` knows: an explicit table. Adding one is one file here and one line in it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/config/documentation.hpp"
#include "core/data/dataset.hpp"
#include "core/infer/estimator_training.hpp"
#include "core/infer/posterior.hpp"
#include "core/infer/summary.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// p(theta | x, M) at the observation.
struct PosteriorAnswer {
  PosteriorSummary summary;
  PosteriorDraws draws;  // none where the method gives moments alone
};

struct PosteriorMethod {
  std::string name;
  std::string doc;
  std::vector<FieldDoc> options;
  ConfigNode schema;  // JSON Schema of an entry

  /// Options with every default filled in; throws Error(config).
  ConfigNode (*resolve)(const ConfigNode& options);

  std::unique_ptr<EstimatorTraining> (*training)(const std::string& name, const Model& model, const JointData& data,
                                                 const ConfigNode& options, Seed seed);

  /// Answers with a trained estimator; throws Error(missing_input / data) on its file.
  PosteriorAnswer (*infer)(const std::filesystem::path& estimator, const ConfigNode& options, std::span<const double> x,
                           std::size_t draws, Seed seed);

  /// Why the method with these options cannot answer for these parameters, or ""; nullptr: it always can.
  std::string (*obstacle)(const ConfigNode& options, const ParameterSpace& space) = nullptr;
};

const std::vector<PosteriorMethod>& posterior_methods();

PosteriorMethod npe_method();
PosteriorMethod moments_method();

}  // namespace inquest
