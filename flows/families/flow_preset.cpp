#include "flows/families/flow_preset.hpp"

namespace inquest {
namespace {

// sbi 0.23 and later, `posterior_nn`: masked networks have two layers after the first, couplings two residual blocks.
void apply_sbi(MafOptions& flow) {
  flow.transforms = 5;
  flow.conditioner = {{50, 50, 50}, "tanh"};
}

void apply_sbi(SplineFlowOptions& flow) {
  flow.transforms = 5;
  flow.bins = 10;
  flow.tail_bound = 3;
}

void apply_sbi(SplineOptions& flow) {
  apply_sbi(static_cast<SplineFlowOptions&>(flow));
  flow.conditioner = {{50, 50, 50}, "tanh"};
}

void apply_sbi(NsfOptions& flow) {
  apply_sbi(static_cast<SplineFlowOptions&>(flow));
  flow.mixing = "lu";
  flow.conditioner = {{50, 50}, "relu", true};
}

void apply_sbi(MdnOptions& flow) {
  flow.components = 10;
  flow.conditioner = {{50, 50}, "relu"};
}

// lampe's tutorials with zuko's defaults.
void apply_lampe(TransformFlowOptions& flow) {
  flow.transforms = 3;
  flow.conditioner = {{64, 64}, "relu"};
}

void apply_lampe(MdnOptions& flow) {
  flow.components = 2;
  flow.conditioner = {{64, 64}, "relu"};
}

// Families that a package does not have keep our defaults.
template <class Family>
void apply(const std::string& preset, Family& flow) {
  if constexpr (requires { apply_sbi(flow); }) {
    if (preset == "sbi") apply_sbi(flow);
  }
  if constexpr (requires { apply_lampe(flow); }) {
    if (preset == "lampe") apply_lampe(flow);
  }
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& flow_presets() {
  static const std::vector<std::pair<std::string, std::string>> presets = {
      {"inquest", "our own"},
      {"sbi", "the networks and the training of the Python package sbi"},
      {"lampe", "the networks of zuko and the training of the Python package lampe"}};
  return presets;
}

FlowFamily preset_family(const std::string& preset, const std::string& name) {
  FlowFamily family = flow_family(name);
  std::visit([&](auto& options) { apply(preset, options); }, family);
  return family;
}

}  // namespace inquest
