// Embedding: a network that sums up data in a few numbers, trained together with what reads them.
//
// Its weights are among those of its owner: it adds them to the owner's Parameters when it is made. The kinds that
// there are: core/nn/embeddings.hpp.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"

namespace inquest {

class Embedding {
 public:
  virtual ~Embedding() = default;

  /// Numbers of a row of data, and of what sums it up.
  virtual std::int64_t inputs() const = 0;
  virtual std::int64_t outputs() const = 0;

  /// Rows x [n, inputs], each of the shape that the embedding was made for -> [n, outputs]; where all rows are one,
  /// expanded, it is computed once.
  Tensor forward(const Tensor& x) const;

 private:
  virtual Tensor features(const Tensor& x) const = 0;
};

}  // namespace inquest
