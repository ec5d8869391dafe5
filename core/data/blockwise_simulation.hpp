// BlockwiseSimulation: rows of simulations, block by block on all threads, in passes that end when what is done should
// be saved, or the user wants to stop.
//
// The rows of a block are made in one call. Blocks grow to fill half a second, and beyond it as long as larger ones are
// faster by the row: what a start of the simulator costs (of an interpreter, say) is shared by all rows of a block.
#pragma once

#include <algorithm>
#include <functional>

#include "core/base/reporter.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// The first `count` rows.
Simulations first_rows(const Simulations& rows, std::size_t count);

class BlockwiseSimulation {
 public:
  /// Rows [first, first + count), which depend on no other; called from several threads.
  using Make = std::function<Simulations(std::size_t first, std::size_t count)>;

  /// Keeps the first `done` rows.
  using Save = std::function<void(std::size_t done)>;

  /// `save_seconds` of work are what a crash may cost.
  explicit BlockwiseSimulation(Reporter& reporter, double save_seconds = 30)
      : reporter_(reporter), save_seconds_(save_seconds), pass_seconds_(std::min(0.1, save_seconds)) {}

  /// Makes the rows of `rows` from `done` on. Saves every `save_seconds`, at the end, and when the user stops; throws
  /// Error(interrupted) then, and what `make` and `save` throw.
  void fill(Simulations& rows, std::size_t done, const Make& make, const Save& save);

 private:
  std::size_t pass(Simulations& rows, std::size_t done, const Make& make);
  void adapt(std::size_t made, std::size_t blocks, double seconds);

  Reporter& reporter_;
  double save_seconds_;
  double pass_seconds_;
  std::size_t block_rows_ = 1;
  double rate_ = 0;  // rows a second and thread, in the pass before
};

}  // namespace inquest
