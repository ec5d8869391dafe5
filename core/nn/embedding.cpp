#include "core/nn/embedding.hpp"

#include "core/base/error.hpp"

namespace inquest {

void EmbeddingOptions::fields(FieldVisitor& visit) {
  network.fields(visit);
  visit.field("outputs", outputs, "numbers that sum up the data", {.min = 1});
}

Embedding::Embedding(const EmbeddingOptions& options, std::int64_t inputs, Parameters& parameters, Random& random)
    : inputs_(inputs), network_(inputs, options.outputs, options.network, 1, parameters, "embedding", random) {
  INQUEST_VALIDATE(inputs > 0, config, "embedding (there are no data to embed); write embedding: identity");
}

Tensor Embedding::forward(const Tensor& x) const {
  INQUEST_EXPECT(x.dim() == 2 && x.size(1) == inputs_);
  const bool one = x.size(0) > 1 && x.stride(0) == 0;
  return one ? network_.forward(x.narrow(0, 0, 1)).expand({x.size(0), -1}) : network_.forward(x);
}

}  // namespace inquest
