// An embedding of sets: rows [rows, columns] in an order that means nothing, as many of them as there happen to be
// (Zaheer et al. 2017, deep sets).
//
// A perceptron reads each row; the features are a linear map of the mean of what it makes of the rows, and of ln(1 + n)
// of their number n. With `mask`, the last column is 1 where there is a row and 0 where there is none, so that sets of
// different sizes are rows of one shape. What stands in a row that is not there changes nothing.
#pragma once

#include <memory>
#include <string>

#include "core/base/shape.hpp"
#include "core/nn/embedding.hpp"
#include "core/nn/mlp.hpp"

namespace inquest {

struct SetEmbeddingOptions {
  static constexpr const char* name = "set";
  static constexpr const char* doc = "deep set, of rows in no order";

  MlpOptions network = {{64, 64}, "silu"};
  bool mask = false;
  std::int64_t outputs = 16;

  void fields(FieldVisitor& visit);

  const char* scales() const { return mask ? "masked" : "column"; }

  /// Why rows of data of this shape, channels first, have no such embedding; empty where they have.
  std::string obstacle_to(const Shape& shape) const;

  /// Of data of this shape without an obstacle; adds its weights to `parameters` as "embedding".
  std::unique_ptr<Embedding> make(const Shape& shape, Parameters& parameters, Random& random) const;
};

}  // namespace inquest
