// SymmetryGroup: the images of data under a symmetry (core/model/data_symmetry.hpp), as a network sees them.
#pragma once

#include <functional>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/data/standardizer.hpp"
#include "core/model/data_symmetry.hpp"

namespace inquest {

class SymmetryGroup {
 public:
  static constexpr std::size_t few = 8;

  /// Of data [data_size].
  SymmetryGroup(const DataSymmetry& symmetry, std::size_t data_size);

  const DataSymmetry& symmetry() const { return symmetry_; }
  std::size_t size() const { return size_; }

  /// Rows x [n, data_size] under the k-th element, of which the first is the identity.
  Tensor image(const Tensor& x, std::size_t k) const;

  /// Rows x [n, data_size], each under an element that is not the identity: rows in turn under all of these, and one
  /// row under different ones in copies 1 to `copies` - 1, at most size() - 1.
  Tensor images(const Tensor& x, std::int64_t copy, std::int64_t copies) const;

  /// The mean of f(image) over all elements where they are few, so that it has the symmetry exactly; else f(x).
  Tensor mean(const Tensor& x, const std::function<Tensor(const Tensor&)>& f) const;

  /// The same scale for all places that elements map to each other, and the same location; 0 where signs change.
  Standardizer symmetrised(const Standardizer& standardizer) const;

 private:
  DataSymmetry symmetry_;
  std::size_t data_size_;
  std::size_t size_;
};

}  // namespace inquest
