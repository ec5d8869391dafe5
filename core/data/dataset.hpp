// Datasets: views of the simulation store for the two kinds of inference.
#pragma once

#include <vector>

#include "core/base/shape.hpp"
#include "core/data/scratch.hpp"
#include "core/data/simulation_store.hpp"
#include "core/data/split.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// How many rows there are and which are held out.
struct SplitPlan {
  Seed seed;
  std::size_t train_rows = 0;  // with the validation rows
  std::size_t test_rows = 0;
  double validation_fraction = 0.1;

  std::size_t rows() const { return train_rows + test_rows; }
};

/// p(theta, x | M): the successful simulations of one model, with the rows that each role may use.
struct JointData {
  Matrix theta;                           // [n, d]
  LargeMatrix x;                          // [n, data_size]
  Split split;                            // indices into the rows above, with repeats where these have weights
  double effective_share = 1;             // of the training rows, where they have weights
  Shape x_shape = {};                     // of one row of x; empty: a vector
  std::vector<std::string> x_names = {};  // of the numbers of one row, or none

  /// Of one row of x.
  DataLayout layout() const { return {x_shape.empty() ? Shape{x.cols()} : x_shape, x_names}; }
};

/// Reads the rows of `model`; failed simulations are left out of every role, and others are there as often as their
/// weights say (core/base/resample.hpp), so that all roles follow the prior. Data beyond the memory limit of `policy`
/// go to its folder.
JointData read_joint(const SimulationStore& store, const Model& model, const SplitPlan& plan,
                     const ScratchPolicy& policy = {});

/// Every so many-th of the rows that train and of those that validate, with all copies of each; no test rows.
JointData thinned(const JointData& data, std::size_t train_step, std::size_t validation_step);

}  // namespace inquest
