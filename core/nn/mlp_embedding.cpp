#include "core/nn/mlp_embedding.hpp"

namespace inquest {
namespace {

class MlpEmbedding final : public Embedding {
 public:
  MlpEmbedding(const MlpEmbeddingOptions& options, std::int64_t inputs, Parameters& parameters, Random& random)
      : inputs_(inputs),
        outputs_(options.outputs),
        network_(inputs, options.outputs, options.network, 1, parameters, "embedding", random) {}

  std::int64_t inputs() const override { return inputs_; }
  std::int64_t outputs() const override { return outputs_; }

 private:
  Tensor features(const Tensor& x) const override { return network_.forward(x); }

  std::int64_t inputs_;
  std::int64_t outputs_;
  Mlp network_;
};

}  // namespace

void MlpEmbeddingOptions::fields(FieldVisitor& visit) {
  network.fields(visit);
  visit.field("outputs", outputs, "numbers that sum up the data", {.min = 1});
}

std::unique_ptr<Embedding> MlpEmbeddingOptions::make(const Shape& shape, Parameters& parameters, Random& random) const {
  return std::make_unique<MlpEmbedding>(*this, static_cast<std::int64_t>(numbers_of(shape)), parameters, random);
}

}  // namespace inquest
