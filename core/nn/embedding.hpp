// Embedding: a network that sums up data in a few numbers, trained together with what reads them.
#pragma once

#include <string>

#include "core/nn/mlp.hpp"

namespace inquest {

struct EmbeddingOptions {
  MlpOptions network = {{64, 64}, "silu"};
  std::int64_t outputs = 16;

  void fields(FieldVisitor& visit);
};

class Embedding {
 public:
  /// Of data with `inputs` values; adds its weights to `parameters` as "embedding".
  Embedding(const EmbeddingOptions& options, std::int64_t inputs, Parameters& parameters, Random& random);

  std::int64_t inputs() const { return inputs_; }

  /// x [n, inputs] -> [n, outputs]; where all rows are one, expanded, it is computed once.
  Tensor forward(const Tensor& x) const;

 private:
  std::int64_t inputs_;
  Mlp network_;
};

}  // namespace inquest
