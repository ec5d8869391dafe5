// DataColumns: what of the data a density can be over.
//
// A density over x exists only where x varies in every direction. A column that is the same in all simulations, or the
// same as a column before it, is left out, and an observation must agree. A column of integers has no density: uniform
// noise of the width of one is added for the training (dequantisation, Uria, Murray & Larochelle 2013), so that the
// density at an integer stands for its probability.
#pragma once

#include <span>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"

namespace inquest {

struct DataColumn {
  enum class Role { density, integer, constant, copy };

  Role role = Role::density;
  double reference = 0;  // constant: its value; copy: the column it equals
};

class DataColumns {
 public:
  /// Throws Error(data) where no column varies in the rows of `x` [n, data_size] that `rows` names, or on a value that
  /// is not finite.
  static DataColumns fit(ConstMatrixView x, std::span<const std::size_t> rows);

  explicit DataColumns(std::vector<DataColumn> columns);

  /// As an array [data_size, 2] of an estimator file, and back; throws Error(data) on a table that is none.
  Matrix to_array() const;
  static DataColumns from_array(const Matrix& array);

  std::size_t data_size() const { return columns_.size(); }
  std::size_t size() const { return kept_.size(); }  // of the density
  const std::vector<DataColumn>& columns() const { return columns_; }
  const std::vector<std::size_t>& kept() const { return kept_; }

  /// The columns [n, size()] of the density, of rows of `x` [n, data_size]; throws Error(data) on a row that differs
  /// from the simulations where these are all alike.
  Matrix select(ConstMatrixView x) const;
  Matrix select(ConstMatrixView x, std::span<const std::size_t> rows) const;

  /// Adds uniform noise in (-1/2, 1/2) to the columns of integers among selected ones, to row i from
  /// seed.child(first + i).
  void dequantise(MatrixView selected, Seed seed, std::size_t first = 0) const;

 private:
  void check(std::span<const double> x) const;

  std::vector<DataColumn> columns_;
  std::vector<std::size_t> kept_;  // those of the density
};

}  // namespace inquest
