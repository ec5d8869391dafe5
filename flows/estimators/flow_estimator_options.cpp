#include "flows/estimators/flow_estimator_options.hpp"

#include <algorithm>
#include <string>

#include "flows/families/flow_preset.hpp"

namespace inquest {
namespace {

// sbi 0.23 and later, `NPE.train`.
void apply_sbi(FlowEstimatorOptions& options) {
  options.ensemble = 1;
  options.training.max_epochs = 1000;
  options.training.batch_size = 200;
  options.training.steps = 10000;
  options.training.learning_rate = 5e-4;
  options.training.warm_up = 0;
  options.training.clip_norm = 5;
  options.training.patience = 20;
}

// lampe's tutorials: 64 epochs of 256 batches, no validation.
void apply_lampe(FlowEstimatorOptions& options) {
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
  std::string& preset = flow.preset;
  visit.choice("preset", preset, "whose defaults the other keys have", names);
  visit.defaults([&] {
    if (preset != "inquest") flow.family = MafOptions{};
  });
  flow.family_field(visit);
  visit.defaults([&] {
    if (preset == "inquest") return;
    flow.family = preset_family(preset, name_of(flow.family));
    preset == "sbi" ? apply_sbi(*this) : apply_lampe(*this);
  });
  flow.option_fields(visit);
  visit.count_or_list(
      "ensemble", ensemble, members, flow,
      "flows, whose mixture is the density: how many from different starts, or a list of mappings, each "
      "with the keys of its flow that differ from those beside `ensemble`",
      {.min = 1});
  visit.defaults([&] {
    for (const FlowOptions& of : flows()) {
      if (data.scales == "number") data.scales = scales_for(of.embedding);
    }
  });
  visit.group("data", data, "how the flows see the data");
  visit.group("training", training, "of each flow");
}

std::vector<FlowOptions> FlowEstimatorOptions::flows() const {
  return members.empty() ? std::vector(static_cast<std::size_t>(ensemble), flow) : members;
}

}  // namespace inquest
