// The tasks of the benchmark with their priors, as docs/sbibm.yaml has them.
#pragma once

#include <string>

#include "simulators/registry.hpp"

namespace inquest::testing {

inline ConfigNode benchmark_tasks() { return ConfigNode::parse_file(INQUEST_SOURCE_DIR "/docs/sbibm.yaml"); }

inline Model benchmark_model(const std::string& name) {
  const ConfigNode tasks = benchmark_tasks();
  const ConfigNode* task = tasks.find(name);
  INQUEST_VALIDATE(task != nullptr, usage, name, " is no task of docs/sbibm.yaml");
  const ParameterSpace space = ParameterSpace::parse(*task->find("parameters"));
  return {.name = name,
          .space = space,
          .bundle = make_simulator(
              {.simulator = *task->find("simulator"), .options = {}, .parameters = space.names(), .base = "."}),
          .probability = 1};
}

}  // namespace inquest::testing
