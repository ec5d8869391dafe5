// An embedding of maps [c, h, w] and of series [c, t] by a convolutional network (LeCun et al. 1989).
//
// Layers of one convolution and one activation, with means of 2 x 2 numbers between them, so that each layer sees
// lengths twice those of the layer before. The features are a linear map of the mean of the last layer over all places:
// what they say does not depend on where something is. Periodic maps have no edge;
// layers see one only where halving does not divide a length.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/shape.hpp"
#include "core/nn/embedding.hpp"
#include "core/nn/mlp.hpp"

namespace inquest {

struct CnnEmbeddingOptions {
  static constexpr const char* name = "cnn";
  static constexpr const char* doc = "convolutional network, of maps and of series";

  std::vector<std::int64_t> channels = {16, 32, 64, 128};
  std::int64_t kernel = 3;
  std::int64_t stride_first = 2;
  std::string pool = "mean";
  bool periodic = false;
  std::string activation = "silu";
  std::int64_t outputs = 16;

  void fields(FieldVisitor& visit);

  static const char* scales() { return "channel"; }

  /// Why rows of this shape, channels first, have no such embedding; empty where they have.
  std::string obstacle_to(const Shape& shape) const;

  /// Of rows of this shape without an obstacle; adds its weights to `parameters` as "embedding".
  std::unique_ptr<Embedding> make(const Shape& shape, Parameters& parameters, Random& random) const;

 private:
  std::size_t least_length(const Shape& shape) const;
};

}  // namespace inquest
