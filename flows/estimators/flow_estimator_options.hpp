// FlowEstimatorOptions: what estimators made of flows have in common: the flows, how many, and their training.
//
// A preset sets the defaults of all other keys to what another package does by default; keys that are given win.
#pragma once

#include <cstdint>
#include <vector>

#include "core/data/data_view.hpp"
#include "core/train/trainer.hpp"
#include "flows/families/flow_options.hpp"

namespace inquest {

struct FlowEstimatorOptions {
  FlowOptions flow = {.family = FlowFamily(std::in_place_type<SplineOptions>)};  // g++ 12 warns of a temporary
  std::int64_t ensemble = 4;
  std::vector<FlowOptions> members;  // where they differ; each begins as `flow`
  TrainerOptions training = {.max_epochs = 50};
  DataViewOptions data = {};

  void fields(FieldVisitor& visit);

  /// One entry for each member of the ensemble.
  std::vector<FlowOptions> flows() const;
};

}  // namespace inquest
