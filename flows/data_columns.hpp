// DataColumns: what of the data a density is over, and in which coordinates a flow sees it.
//
// A density over x exists only where x varies in every direction. A column that is the same in all simulations, or the
// same as a column before it, is left out, and an observation must agree. A column of integers has no density: uniform
// noise of the width of one is added for the training (dequantisation, Uria, Murray & Larochelle 2013), so that the
// density at an integer stands for its probability. Skewed positive columns are seen as logarithms, columns with heavy
// tails as asinh about their median in units of their quartiles: in these coordinates densities are simpler.
#pragma once

#include <span>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"

namespace inquest {

struct DataColumn {
  enum class Role { density, constant, copy };
  enum class Map { linear, log, asinh };

  Role role = Role::density;
  Map map = Map::linear;
  bool integer = false;
  double location = 0;  // constant: its value; copy: the column it equals; asinh: the median
  double scale = 1;     // asinh: the quartile range as the standard deviation of a normal
};

class DataColumns {
 public:
  /// Throws Error(data) where no column varies in the rows of `x` [n, data_size] that `rows` names, or on a value that
  /// is not finite.
  static DataColumns fit(ConstMatrixView x, const std::vector<std::size_t>& rows);

  explicit DataColumns(std::vector<DataColumn> columns);

  /// As an array [data_size, 5] of an estimator file, and back; throws Error(data) on a table that is none.
  Matrix to_array() const;
  static DataColumns from_array(const Matrix& array);

  std::size_t data_size() const { return columns_.size(); }
  std::size_t size() const { return kept_.size(); }  // of the density
  const std::vector<DataColumn>& columns() const { return columns_; }

  /// Columns of integers: their density stands for a probability.
  std::vector<std::size_t> integers() const;

  /// Uniform noise in (-1/2, 1/2) on the columns of integers and the same on their copies, row i of `x` from
  /// seed.child(i).
  void dequantise(MatrixView x, Seed seed) const;

  /// Coordinates [n, size()] of the rows of `x` [n, data_size]; throws Error(data) on a row that differs from the
  /// simulations where these are all alike, or has no logarithm.
  Matrix apply(ConstMatrixView x) const;

  /// ln |d coordinates / d x| of one row.
  double log_abs_det(std::span<const double> x) const;

 private:
  std::vector<DataColumn> columns_;
  std::vector<std::size_t> kept_;  // those of the density
};

}  // namespace inquest
