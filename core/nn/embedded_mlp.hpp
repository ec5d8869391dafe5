// EmbeddedMlp: a perceptron that reads data through an embedding, the regressor of estimators.
#pragma once

#include <memory>
#include <string>

#include "core/nn/embeddings.hpp"

namespace inquest {

class EmbeddedMlp {
 public:
  /// Of data of this shape, channels first; the other arguments are those of Mlp.
  EmbeddedMlp(const std::optional<EmbeddingOptions>& embedding, const Shape& shape, std::int64_t outputs,
              const MlpOptions& options, double output_scale, Parameters& parameters, const std::string& prefix,
              Random& random);

  /// x [n, numbers] -> [n, outputs]; first derivatives alone are known.
  Tensor forward(const Tensor& x) const { return mlp_.forward(embedding_->forward(x)); }

  const Embedding& embedding() const { return *embedding_; }
  const Mlp& mlp() const { return mlp_; }

 private:
  std::unique_ptr<Embedding> embedding_;
  Mlp mlp_;
};

}  // namespace inquest
