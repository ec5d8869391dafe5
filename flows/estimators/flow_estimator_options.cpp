#include "flows/estimators/flow_estimator_options.hpp"

namespace inquest {
namespace {

// sbi 0.23 and later, `posterior_nn` and `NPE.train`: masked networks have two layers after the first, couplings two
// residual blocks.
void apply_sbi(FlowEstimatorOptions& options) {
  const std::string& family = options.flow.family;
  const bool masked = family == "maf" || family == "spline";
  options.flow.transforms = 5;
  options.flow.mixing = family == "nsf" ? "lu" : "permutation";
  options.flow.conditioner = {{50, 50}, "relu", family == "nsf"};
  if (masked) options.flow.conditioner = {{50, 50, 50}, "tanh"};
  options.flow.bins = 10;
  options.flow.tail_bound = 3;
  options.flow.components = 10;
  options.ensemble = 1;
  options.training.max_epochs = 1000;
  options.training.batch_size = 200;
  options.training.steps = 10000;
  options.training.learning_rate = 5e-4;
  options.training.warm_up = 0;
  options.training.clip_norm = 5;
  options.training.patience = 20;
}

// lampe's tutorials with zuko's defaults: 64 epochs of 256 batches, no validation.
void apply_lampe(FlowEstimatorOptions& options) {
  options.flow.transforms = 3;
  options.flow.conditioner = {{64, 64}, "relu"};
  options.flow.bins = 8;
  options.flow.tail_bound = 5;
  options.flow.components = 2;
  options.ensemble = 1;
  options.training.max_epochs = 1000;
  options.training.batch_size = 256;
  options.training.steps = 16384;
  options.training.learning_rate = 1e-3;
  options.training.warm_up = 0;
  options.training.clip_norm = 1;
  options.training.patience = 1000;
}

}  // namespace

void FlowEstimatorOptions::fields(FieldVisitor& visit) {
  std::vector<std::string> names;
  for (const auto& [name, doc] : flow_presets()) names.push_back(name);
  visit.choice("preset", preset, "whose defaults the other keys have", names);
  visit.defaults([this] {
    if (preset != "inquest") flow.family = "maf";
  });
  flow.family_field(visit);
  visit.defaults([this] {
    if (preset == "sbi") apply_sbi(*this);
    if (preset == "lampe") apply_lampe(*this);
  });
  flow.size_fields(visit);
  visit.count_or_list(
      "ensemble", ensemble, members, flow,
      "flows, whose mixture is the density: how many from different starts, or a list of mappings, each "
      "with the keys of its flow that differ from those beside `ensemble`",
      {.min = 1});
  visit.group("data", data, "how the flows see the data");
  visit.group("training", training, "of each flow");
}

std::vector<FlowOptions> FlowEstimatorOptions::flows() const {
  return members.empty() ? std::vector(static_cast<std::size_t>(ensemble), flow) : members;
}

const std::vector<std::pair<std::string, std::string>>& flow_presets() {
  static const std::vector<std::pair<std::string, std::string>> presets = {
      {"inquest", "our own"},
      {"sbi", "the networks and the training of the Python package sbi"},
      {"lampe", "the networks of zuko and the training of the Python package lampe"}};
  return presets;
}

}  // namespace inquest
