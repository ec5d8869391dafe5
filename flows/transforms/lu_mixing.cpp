#include "flows/transforms/lu_mixing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ATen/TensorOperators.h>
#include <ATen/ops/diag_embed.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_solve_triangular.h>
#include <ATen/ops/matmul.h>

namespace inquest {
namespace {

// The factors of one matrix [n, n], entry by entry.
template <class T>
struct Factors {
  const T* values;
  std::int64_t n;

  explicit Factors(const Tensor& factors) : values(factors.data_ptr<T>()), n(factors.size(0)) {}

  T log_diagonal(std::int64_t i) const { return values[i * n + i]; }
  T lower(std::int64_t i, std::int64_t j) const { return j < i ? values[i * n + j] : static_cast<T>(i == j); }
  T upper(std::int64_t i, std::int64_t j) const {
    if (i == j) return std::exp(log_diagonal(i));
    return i < j ? values[i * n + j] : T{0};
  }

  /// (L U)_ij
  T product(std::int64_t i, std::int64_t j) const {
    T sum = 0;
    for (std::int64_t k = 0; k <= std::min(i, j); ++k) sum += lower(i, k) * upper(k, j);
    return sum;
  }
};

std::vector<std::int64_t> count_up(std::int64_t count) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), std::int64_t{0});
  return values;
}

// L U and b with their rows where `at` says, as the dense kernels read them.
template <class T>
struct PlacedWeight {
  std::vector<T> weight;  // [height, n]
  std::vector<T> bias;    // [height]

  PlacedWeight(const Factors<T>& factors, const T* b, const std::vector<std::int64_t>& at) {
    const auto height = static_cast<std::size_t>(*std::ranges::max_element(at) + 1);
    weight.resize(height * static_cast<std::size_t>(factors.n));
    bias.resize(height);
    for (std::int64_t i = 0; i < factors.n; ++i) {
      const std::int64_t row = at[static_cast<std::size_t>(i)];
      bias[static_cast<std::size_t>(row)] = b[i];
      for (std::int64_t j = 0; j < factors.n; ++j) {
        weight[static_cast<std::size_t>(row * factors.n + j)] = factors.product(i, j);
      }
    }
  }
};

// Derivatives by the factors from those by W = L U, [n, n]: by L, W' U^T; by U, L^T W'.
template <class T>
void add_factor_gradient(const Factors<T>& factors, const std::vector<T>& by_weight, T log_det, T* result) {
  const std::int64_t n = factors.n;
  const auto entry = [&](std::int64_t i, std::int64_t j) { return by_weight[static_cast<std::size_t>(i * n + j)]; };
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      T sum = 0;
      if (j < i) {
        for (std::int64_t k = j; k < n; ++k) sum += entry(i, k) * factors.upper(j, k);
      } else {
        for (std::int64_t k = i; k < n; ++k) sum += factors.lower(k, i) * entry(k, j);
      }
      if (i == j) sum = sum * factors.upper(i, i) + log_det;
      result[i * n + j] += sum;
    }
  }
}

Tensor lower_of(const Tensor& factors) { return factors.tril(-1) + at::eye(factors.size(0), factors.options()); }
Tensor upper_of(const Tensor& factors) { return factors.triu(1) + at::diag_embed(factors.diagonal().exp()); }

}  // namespace

LuMixing::LuMixing(std::int64_t features, Parameters& parameters, const std::string& prefix, Random& random)
    : factors_(parameters.add(prefix + ".factors", {features, features}, 0, random)),
      bias_(parameters.add(prefix + ".bias", {features}, 0, random)) {}

template <class T>
void LuMixing::forward(const T* z, const std::vector<std::int64_t>& to, T* u, T* log_det, std::int64_t rows) const {
  const Factors<T> factors(factors_);
  const PlacedWeight<T> placed(factors, bias_.data_ptr<T>(), to);
  dense_forward({to, count_up(factors.n)}, {placed.weight.data(), factors.n, 1}, placed.bias.data(), z, u, rows);
  T sum = 0;
  for (std::int64_t i = 0; i < factors.n; ++i) sum += factors.log_diagonal(i);
  for (std::int64_t i = 0; i < rows; ++i) log_det[i] += sum;
}

template <class T>
void LuMixing::backward(const T* z, const std::vector<std::int64_t>& at, T* gradient, const T* log_det_gradient,
                        std::int64_t rows, const Gradient<T>& result) const {
  const Factors<T> factors(factors_);
  const std::int64_t n = factors.n;
  const PlacedWeight<T> placed(factors, bias_.data_ptr<T>(), at);
  std::vector<T> weight_gradient(placed.weight.size(), T{0});
  std::vector<T> bias_gradient(placed.bias.size(), T{0});
  dense_gradient({at, count_up(n)}, gradient, z, rows, weight_gradient.data(), n, bias_gradient.data());
  std::vector<T> gathered;
  T* bias_result = result.weights + (bias_.data_ptr<T>() - result.flat);
  for (const std::int64_t row : at) {
    const auto begin = weight_gradient.begin() + row * n;
    gathered.insert(gathered.end(), begin, begin + n);
    *bias_result++ += bias_gradient[static_cast<std::size_t>(row)];
  }
  const T log_det = std::accumulate(log_det_gradient, log_det_gradient + rows, T{0});
  add_factor_gradient(factors, gathered, log_det, result.weights + (factors.values - result.flat));

  dense_forward({count_up(n), at}, {placed.weight.data(), 1, n}, nullptr, gradient, result.scratch, rows);
  for (std::int64_t i = 0; i < n; ++i) {
    std::copy_n(result.scratch + i * rows, rows, gradient + at[static_cast<std::size_t>(i)] * rows);
  }
}

template <class T>
void LuMixing::inverse(const std::vector<std::int64_t>& at, T* values, std::int64_t rows) const {
  const Factors<T> factors(factors_);
  const auto row = [&](std::int64_t i) { return values + at[static_cast<std::size_t>(i)] * rows; };
  const auto subtract = [&](std::int64_t from, T factor, std::int64_t what) {
    for (std::int64_t r = 0; r < rows; ++r) row(from)[r] -= factor * row(what)[r];
  };
  for (std::int64_t i = 0; i < factors.n; ++i) {
    for (std::int64_t r = 0; r < rows; ++r) row(i)[r] -= bias_.data_ptr<T>()[i];
    for (std::int64_t j = 0; j < i; ++j) subtract(i, factors.lower(i, j), j);
  }
  for (std::int64_t i = factors.n; i-- > 0;) {
    for (std::int64_t j = i + 1; j < factors.n; ++j) subtract(i, factors.upper(i, j), j);
    const T scale = std::exp(-factors.log_diagonal(i));
    for (std::int64_t r = 0; r < rows; ++r) row(i)[r] *= scale;
  }
}

Tensor LuMixing::forward_reference(const Tensor& z) const {
  return at::matmul(z, at::matmul(lower_of(factors_), upper_of(factors_)).t()) + bias_;
}

Tensor LuMixing::inverse_reference(const Tensor& u) const {
  const Tensor y = at::linalg_solve_triangular(lower_of(factors_), (u - bias_).t(), false, true, true);
  return at::linalg_solve_triangular(upper_of(factors_), y, true).t();
}

template void LuMixing::forward(const float*, const std::vector<std::int64_t>&, float*, float*, std::int64_t) const;
template void LuMixing::forward(const double*, const std::vector<std::int64_t>&, double*, double*, std::int64_t) const;
template void LuMixing::backward(const float*, const std::vector<std::int64_t>&, float*, const float*, std::int64_t,
                                 const Gradient<float>&) const;
template void LuMixing::backward(const double*, const std::vector<std::int64_t>&, double*, const double*, std::int64_t,
                                 const Gradient<double>&) const;
template void LuMixing::inverse(const std::vector<std::int64_t>&, float*, std::int64_t) const;
template void LuMixing::inverse(const std::vector<std::int64_t>&, double*, std::int64_t) const;

}  // namespace inquest
