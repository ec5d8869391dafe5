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

/// The roles of the rows of `model`.
Split split_of(const SplitPlan& plan, const Model& model);

/// p(theta, x | M): the successful simulations of one model, with the rows that each role may use.
struct JointData {
  Matrix theta;                              // [n, d]
  LargeMatrix x;                             // [n, data_size]
  Split split;                               // indices into the rows above, with repeats where these have weights
  double effective_share = 1;                // of the training rows, where they have weights
  Shape x_shape = {};                        // of one row of x; empty: a vector
  std::vector<std::string> x_names = {};     // of the numbers of one row, or none
  std::vector<std::size_t> simulation = {};  // [n], ascending: which one a row is of; empty: each is of its own

  std::size_t simulation_of(std::size_t row) const { return simulation.empty() ? row : simulation[row]; }

  /// Of one row of x.
  DataLayout layout() const { return {x_shape.empty() ? Shape{x.cols()} : x_shape, x_names}; }
};

/// Reads the rows of `model`; failed simulations are left out of every role, and others are there as often as their
/// weights say (core/base/resample.hpp), so that all roles follow the prior. Data beyond the memory limit of `policy`
/// go to its folder.
JointData read_joint(const SimulationStore& store, const Model& model, const SplitPlan& plan,
                     const ScratchPolicy& policy = {});

/// Of each simulation among `rows`, ascending, the first row and its copies: what is independent.
std::vector<std::size_t> independent_rows(const JointData& data, const std::vector<std::size_t>& rows);

/// Every so many-th of the simulations that train and of those that validate, each with all of its rows and their
/// copies; no test rows.
JointData thinned(const JointData& data, std::size_t train_step, std::size_t validation_step);

}  // namespace inquest
