// An embedding of data of any shape by a perceptron, which reads them as a vector.
#pragma once

#include <memory>
#include <string>

#include "core/base/shape.hpp"
#include "core/nn/embedding.hpp"
#include "core/nn/mlp.hpp"

namespace inquest {

struct MlpEmbeddingOptions {
  static constexpr const char* name = "mlp";
  static constexpr const char* doc = "multilayer perceptron, which reads data of any shape as a vector";

  MlpOptions network = {{64, 64}, "silu"};
  std::int64_t outputs = 16;

  void fields(FieldVisitor& visit);

  static const char* scales() { return "number"; }

  /// None: rows of any shape will do.
  std::string obstacle_to(const Shape&) const { return ""; }

  /// Of rows of this shape; adds its weights to `parameters` as "embedding".
  std::unique_ptr<Embedding> make(const Shape& shape, Parameters& parameters, Random& random) const;
};

}  // namespace inquest
