// ModelData: a model with the simulations that trainings learn from.
#pragma once

#include <functional>
#include <string>

#include "core/data/dataset.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {

struct ModelData {
  std::string model;
  ParameterSpace space;
  std::function<const JointData&()> joint;  // reads them when they are first asked for; they outlive the training
};

}  // namespace inquest
