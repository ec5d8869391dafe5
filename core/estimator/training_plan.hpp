// TrainingPlan: what is trained for an estimator: parts, which other estimators may need too, and a last step.
//
// An estimator in one file is its own only part. One that is made of others, as npe and nle inside auto, has a part for
// each, in a file beside its own. Parts of equal keys would be trained with the same options on the same rows, so that
// one training serves them all (core/estimator/train_plans.hpp).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/config/fields.hpp"
#include "core/estimator/estimator_training.hpp"
#include "core/estimator/model_data.hpp"

namespace inquest {

/// A training that ends in one file.
struct TrainingPart {
  std::string name;  // of its file, its checkpoints and its random numbers, "lambda.auto.npe"
  std::string key;   // equal where trainings differ by their seeds alone
  std::function<std::unique_ptr<EstimatorTraining>()> prepare;  // reads the simulations
  std::string kind = {};  // the method that it trains, "npe", where that learns from one model
};

struct TrainingPlan {
  std::string name;  // of the estimator, "lambda.auto"
  std::vector<TrainingPart> parts;

  /// Throws on simulations that will not do, before anything is trained; may be empty.
  std::function<void()> check = {};

  /// Writes the estimator's own file, beside those of its parts; empty where the only part is the estimator.
  std::function<void(const std::filesystem::path& file)> finish = {};
};

/// What is trained on the rows of these models, with every option.
template <OptionsStruct Options>
std::string training_key(const std::string& kind, const std::vector<std::string>& models, const Options& options) {
  return concat(kind, " of ", join(models), "\n", write_options(options).to_yaml());
}

/// A part that learns from one model, as `make(name, space, joint data, options, seed)` prepares it.
template <OptionsStruct Options, class Make>
TrainingPart part_of(const std::string& kind, const std::string& name, const ModelData& data, const Options& options,
                     Seed seed, const Make& make) {
  return {name, training_key(kind, {data.model}, options),
          [=] { return make(name, data.space, data.joint(), options, seed); }, kind};
}

/// The plan of an estimator in one file.
inline TrainingPlan plan_of(TrainingPart part) { return {.name = part.name, .parts = {std::move(part)}}; }

}  // namespace inquest
