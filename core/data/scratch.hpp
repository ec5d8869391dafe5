// Scratch: room for numbers that may not fit into memory.
//
// Up to a limit it is memory; beyond, a nameless file in a folder, which the system reads in and writes out by pages as
// they are used, so that the size of a training set is bounded by the disk. The limit is a number of bytes and nothing
// of the machine, since what lies in a file is trained on in another order (core/train/row_order.hpp).
#pragma once

#include <cstddef>
#include <filesystem>

#include "core/base/matrix_view.hpp"
#include "core/base/tensor_fwd.hpp"

namespace inquest {

struct ScratchPolicy {
  std::filesystem::path folder = {};                // empty: always memory
  std::size_t memory_limit = std::size_t{1} << 28;  // bytes of one array

  bool in_file(std::size_t bytes) const { return !folder.empty() && bytes > memory_limit; }
};

class Scratch {
 public:
  Scratch() = default;

  /// Zeroed; throws Error(io) where the folder has no room for the file.
  Scratch(std::size_t bytes, const ScratchPolicy& policy);

  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&& other) noexcept;
  ~Scratch();

  void* data() const { return data_; }
  bool in_file() const { return in_file_; }

  /// Gives the memory of a file's pages back; they are read again when they are used.
  void release_pages() const;

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
  bool in_file_ = false;
};

/// A matrix of doubles in scratch.
class LargeMatrix {
 public:
  LargeMatrix() = default;
  LargeMatrix(std::size_t rows, std::size_t cols, ScratchPolicy policy = {});
  LargeMatrix(const Matrix& values);

  operator MatrixView() { return {data(), rows_, cols_}; }
  operator ConstMatrixView() const { return {data(), rows_, cols_}; }
  MatrixView view() { return *this; }
  ConstMatrixView view() const { return *this; }

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  double& operator()(std::size_t row, std::size_t col) { return data()[row * cols_ + col]; }
  double operator()(std::size_t row, std::size_t col) const { return data()[row * cols_ + col]; }
  std::span<double> row(std::size_t i) { return view().row(i); }
  std::span<const double> row(std::size_t i) const { return view().row(i); }

  /// What is made of this matrix, as large as it, may follow its policy.
  const ScratchPolicy& policy() const { return policy_; }
  bool in_file() const { return scratch_.in_file(); }
  void release_pages() const { scratch_.release_pages(); }

 private:
  double* data() const { return static_cast<double*>(scratch_.data()); }

  ScratchPolicy policy_;
  Scratch scratch_;
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
};

/// A float32 tensor [rows, cols] in scratch, which it keeps alive.
Tensor scratch_tensor(std::int64_t rows, std::int64_t cols, const ScratchPolicy& policy);

/// Asks the system to read rows [first, first + count) of a contiguous tensor that lies in a file.
void prefetch_rows(const Tensor& rows, std::int64_t first, std::int64_t count);

}  // namespace inquest
