// LuMixing: a learned linear mixing of features, u = L U z + b, with L unit lower triangular and U upper triangular
// with a positive diagonal (Kingma & Dhariwal 2018; Durkan, Bekasov, Murray & Papamakarios 2019).
//
// One matrix holds both: L below the diagonal, U above it, and the logarithms of U's diagonal on it, whose sum is
// ln |det du/dz|. All zero, where it starts, it is the identity; the permutation of PLU is the order of a chain's step.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/nn/dense.hpp"
#include "core/nn/parameters.hpp"

namespace inquest {

class LuMixing {
 public:
  LuMixing(std::int64_t features, Parameters& parameters, const std::string& prefix, Random& random);

  std::int64_t features() const { return factors_.size(0); }

  /// Feature i of u, from columns z [features][rows], to the row to[i] of `u`; ln |det| is added to log_det [rows].
  template <class T>
  void forward(const T* z, const std::vector<std::int64_t>& to, T* u, T* log_det, std::int64_t rows) const;

  template <class T>
  struct Gradient {
    const T* flat;  // the weights' buffer
    T* weights;     // as flat; added to
    T* scratch;     // [features][rows]
  };

  /// Turns the derivatives by u, feature i in the row at[i] of `gradient`, into those by z.
  template <class T>
  void backward(const T* z, const std::vector<std::int64_t>& at, T* gradient, const T* log_det_gradient,
                std::int64_t rows, const Gradient<T>& result) const;

  /// Turns u, feature i in the row at[i] of `values`, into z.
  template <class T>
  void inverse(const std::vector<std::int64_t>& at, T* values, std::int64_t rows) const;

  /// The same in LibTorch's own operations: z [n, features] -> u [n, features], and back.
  Tensor forward_reference(const Tensor& z) const;
  Tensor inverse_reference(const Tensor& u) const;

  /// ln |det du/dz|, of no dimension.
  Tensor log_det() const { return factors_.diagonal().sum(); }

 private:
  Tensor factors_;  // [features, features]
  Tensor bias_;     // [features]
};

}  // namespace inquest
