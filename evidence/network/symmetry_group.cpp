#include "evidence/network/symmetry_group.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/slice.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

// The lowest of the places that elements map each place to.
std::vector<std::size_t> orbits(const DataSymmetry& symmetry, std::size_t data_size) {
  std::vector<std::size_t> orbit(data_size, data_size);
  for (std::size_t k = 0; k < group_size(symmetry, data_size); ++k) {
    const std::vector<std::size_t> from = group_element(symmetry, data_size, k).from;
    for (std::size_t i = 0; i < data_size; ++i) orbit[i] = std::min(orbit[i], from[i]);
  }
  return orbit;
}

}  // namespace

SymmetryGroup::SymmetryGroup(const DataSymmetry& symmetry, std::size_t data_size)
    : symmetry_(symmetry), data_size_(data_size), size_(group_size(symmetry, data_size)) {}

Tensor SymmetryGroup::image(const Tensor& x, std::size_t k) const {
  const SignedPermutation element = group_element(symmetry_, data_size_, k);
  std::vector<std::int64_t> from(element.from.begin(), element.from.end());
  if (std::ranges::is_sorted(from)) return element.sign * x;
  const Tensor index = at::from_blob(from.data(), {static_cast<std::int64_t>(from.size())}, at::kLong);
  return element.sign * at::index_select(x, 1, index.to(x.device()));
}

Tensor SymmetryGroup::images(const Tensor& x, std::int64_t copy, std::int64_t copies) const {
  const auto others = static_cast<std::int64_t>(size_) - 1;
  INQUEST_EXPECT(copy > 0 && copy < copies && copies - 1 <= others);
  const std::int64_t offset = (copy - 1) * others / (copies - 1);
  Tensor result = at::empty_like(x);
  for (std::int64_t i = 0; i < std::min(others, x.size(0)); ++i) {
    const auto k = static_cast<std::size_t>(1 + (i + offset) % others);
    at::slice(result, 0, i, x.size(0), others).copy_(image(at::slice(x, 0, i, x.size(0), others), k));
  }
  return result;
}

Tensor SymmetryGroup::mean(const Tensor& x, const std::function<Tensor(const Tensor&)>& f) const {
  Tensor sum = f(x);
  if (size_ > few) return sum;
  for (std::size_t k = 1; k < size_; ++k) sum = sum + f(image(x, k));
  return sum / static_cast<double>(size_);
}

Standardizer SymmetryGroup::symmetrised(const Standardizer& standardizer) const {
  const std::vector<std::size_t> orbit = orbits(symmetry_, data_size_);
  std::vector<double> count(data_size_), sum(data_size_), squares(data_size_);
  for (std::size_t i = 0; i < data_size_; ++i) {
    count[orbit[i]] += 1;
    sum[orbit[i]] += standardizer.location()[i];
    squares[orbit[i]] += standardizer.scale()[i] * standardizer.scale()[i];
  }
  std::vector<double> location, scale;
  for (const std::size_t of : orbit) {
    location.push_back(symmetry_.sign ? 0 : sum[of] / count[of]);
    scale.push_back(std::sqrt(squares[of] / count[of]));
  }
  return {std::move(location), std::move(scale), standardizer.transforms()};
}

}  // namespace inquest
