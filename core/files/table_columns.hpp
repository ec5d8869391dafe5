// Which columns of a binary table are read, and where their numbers go: the same for FITS and HDF5.
//
// A column may hold arrays of one shape. Its numbers are called flux_1, flux_2, ..., and each can be asked for.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/shape.hpp"

namespace inquest {

struct TableColumn {
  std::string name;  // or empty
  Shape shape;       // of one value, [] of a number

  std::size_t size() const { return numbers_of(shape); }
};

/// The names of the numbers in a row, in order; empty of a column without a name.
std::vector<std::string> number_names(const std::vector<TableColumn>& columns);

/// What is read of a table.
class ColumnChoice {
 public:
  /// The columns, and numbers of columns, that are asked for, in their order; where none is asked for those that have a
  /// name, or all. Throws Error(data) on a name that is not there; `where` is the table in messages.
  ColumnChoice(const std::vector<TableColumn>& columns, const std::vector<std::string>& wanted,
               const std::string& where);

  /// The columns that have to be read, in the order of the file.
  const std::vector<std::size_t>& columns() const { return columns_; }

  /// Numbers in a row of the result.
  std::size_t width() const { return names_.size(); }

  /// Shape of all rows of the result: [rows, width], or [rows, ...] of one column of arrays of several dimensions.
  Shape shape(std::size_t rows) const;

  /// Names of the numbers in a row; none of one column of arrays of several dimensions, nor where no column has one.
  std::vector<std::string> names() const;

  /// Puts values [rows, size] of a column where they belong in `result` [rows, width]; `stride` lies between the
  /// starts of two rows of the values.
  void place(std::size_t column, const double* values, std::size_t stride, std::span<double> result) const;

 private:
  struct Place {
    std::size_t element, target;
  };

  void add(std::size_t column, std::size_t element, const std::string& name);

  std::vector<std::size_t> columns_;
  std::vector<std::vector<Place>> places_;  // of every column of the file
  std::vector<std::string> names_;
  Shape array_;  // of one value, where a column of arrays of several dimensions is all that is read
};

}  // namespace inquest
