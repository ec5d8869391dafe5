// The order in which an epoch visits its rows.
#pragma once

#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/seed.hpp"
#include "core/base/tensor_fwd.hpp"

namespace inquest {

/// A random permutation of `rows` [n].
Tensor shuffled(const Tensor& rows, Seed seed);

/// Neighbours in the sorted order that are visited close together.
struct RowBlock {
  std::int64_t first_row;
  std::int64_t rows;  // from the first to the last, those that are left out with them
};

struct BlockOrder {
  static constexpr std::int64_t block_rows = 1024;
  static constexpr std::int64_t window = 64;  // blocks

  Tensor rows;                   // [n]
  std::vector<RowBlock> blocks;  // as they are visited
};

/// A permutation for rows that lie in a file: blocks of neighbours in random order, and rows at random within a window
/// of blocks, so that the file is read in long stretches. Rows are independent draws: their neighbourhood means
/// nothing.
BlockOrder shuffled_in_blocks(const Tensor& rows, Seed seed);

}  // namespace inquest
