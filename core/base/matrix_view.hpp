// Views of row-major matrices: what simulators, priors and likelihoods take and give, free of Eigen and LibTorch.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "core/base/error.hpp"

namespace inquest {

template <class T>
class BasicMatrixView {
 public:
  BasicMatrixView() = default;
  BasicMatrixView(T* data, std::size_t rows, std::size_t cols) : data_(data), rows_(rows), cols_(cols) {}

  // A view that writes is also a view that reads.
  operator BasicMatrixView<const T>() const requires(!std::is_const_v<T>) { return {data_, rows_, cols_}; }

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  std::size_t size() const { return rows_ * cols_; }
  T* data() const { return data_; }

  T& operator()(std::size_t row, std::size_t col) const { return data_[row * cols_ + col]; }
  std::span<T> row(std::size_t i) const { return {data_ + i * cols_, cols_}; }
  std::span<T> values() const { return {data_, size()}; }

  /// Rows [first, first + count).
  BasicMatrixView rows(std::size_t first, std::size_t count) const {
    INQUEST_EXPECT(first + count <= rows_);
    return {data_ + first * cols_, count, cols_};
  }

 private:
  T* data_ = nullptr;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
};

using MatrixView = BasicMatrixView<double>;
using ConstMatrixView = BasicMatrixView<const double>;

/// A matrix that owns its numbers, row-major.
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t cols, double value = 0)
      : values_(rows * cols, value), rows_(rows), cols_(cols) {}

  operator MatrixView() { return {values_.data(), rows_, cols_}; }
  operator ConstMatrixView() const { return {values_.data(), rows_, cols_}; }
  MatrixView view() { return *this; }
  ConstMatrixView view() const { return *this; }

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  double& operator()(std::size_t row, std::size_t col) { return values_[row * cols_ + col]; }
  double operator()(std::size_t row, std::size_t col) const { return values_[row * cols_ + col]; }
  std::span<double> row(std::size_t i) { return {values_.data() + i * cols_, cols_}; }
  std::span<const double> row(std::size_t i) const { return {values_.data() + i * cols_, cols_}; }
  std::vector<double>& values() { return values_; }
  const std::vector<double>& values() const { return values_; }

  bool operator==(const Matrix&) const = default;

 private:
  std::vector<double> values_;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
};

}  // namespace inquest
