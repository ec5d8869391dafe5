// Parameters: the trained numbers of a network, named, in one flat buffer.
//
// Networks hold tensors that view the buffer, and so do their gradients: an optimiser step, a checkpoint or a
// comparison is one loop over one array, however many layers there are.
#pragma once

#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/random.hpp"
#include "core/base/tensor_fwd.hpp"

namespace inquest {

class Parameters {
 public:
  /// Adds a tensor of this shape drawn from U(-limit, limit); names are unique ("transform.0.weight.1").
  Tensor add(const std::string& name, const std::vector<std::int64_t>& shape, double limit, Random& random);

  /// Keeps a constant beside the parameters, so that it moves to their device with them.
  void add_constant(const Tensor& tensor) { constants_.push_back(tensor); }

  /// Moves all tensors into one buffer on `device`; call once, after the last add.
  void flatten(const std::string& device = "cpu");

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<Tensor>& tensors() const { return tensors_; }
  std::int64_t count() const;

  Tensor flat() const { return flat_; }               // [count]
  Tensor flat_gradient() const { return gradient_; }  // [count]; backward() adds to it

  /// The buffer as one leaf of the graph, for a node that uses all weights at once; its gradient is flat_gradient().
  Tensor leaf() const { return leaf_; }

  /// Copies `values` [count] into the buffer.
  void assign(const Tensor& values);

  /// Doubles the precision, for gradient checks; call before flatten.
  void to_double();

 private:
  std::vector<std::string> names_;
  std::vector<Tensor> tensors_;
  std::vector<Tensor> constants_;
  Tensor flat_;
  Tensor gradient_;
  Tensor leaf_;
};

}  // namespace inquest
