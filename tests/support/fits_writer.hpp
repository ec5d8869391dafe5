// FITS files for tests, by the library that reads them.
#pragma once

#include <string>
#include <vector>

#include <fitsio.h>

#include "core/base/shape.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {

/// A file that cfitsio writes; every call of it is checked.
class FitsWriter {
 public:
  explicit FitsWriter(const std::string& path) { fits_create_diskfile(&file_, path.c_str(), &status_); }
  FitsWriter(const FitsWriter&) = delete;
  FitsWriter& operator=(const FitsWriter&) = delete;
  ~FitsWriter() {
    fits_close_file(file_, &status_);
    CHECK(status_ == 0);
  }

  /// An image of `bitpix`, axes in the order of C; numbers are kept as they are, unless a scale is given.
  template <class T>
  void image(int bitpix, int type, const Shape& shape, std::vector<T> values, const std::string& name = "",
             double scale = 1, double zero = 0) {
    std::vector<long> axes(shape.rbegin(), shape.rend());
    fits_create_img(file_, bitpix, static_cast<int>(axes.size()), axes.data(), &status_);
    if (!name.empty()) text("EXTNAME", name);
    if (scale != 1 || zero != 0) {
      fits_write_key(file_, TDOUBLE, "BSCALE", &scale, nullptr, &status_);
      fits_write_key(file_, TDOUBLE, "BZERO", &zero, nullptr, &status_);
      fits_set_bscale(file_, 1, 0, &status_);
    }
    if (!values.empty()) fits_write_img(file_, type, 1, static_cast<LONGLONG>(values.size()), values.data(), &status_);
  }

  struct Column {
    std::string name, form;
  };

  /// A table of no rows, which `fill` gives.
  void table(const std::vector<Column>& columns, const std::string& name = "", int kind = BINARY_TBL) {
    std::vector<char*> names, forms;
    for (const Column& column : columns) {
      names.push_back(const_cast<char*>(column.name.c_str()));
      forms.push_back(const_cast<char*>(column.form.c_str()));
    }
    fits_create_tbl(file_, kind, 0, static_cast<int>(columns.size()), names.data(), forms.data(), nullptr,
                    name.empty() ? nullptr : name.c_str(), &status_);
  }

  /// Numbers of a column (from 1), from the first row on.
  template <class T>
  void fill(int column, int type, std::vector<T> values) {
    fits_write_col(file_, type, column, 1, 1, static_cast<LONGLONG>(values.size()), values.data(), &status_);
  }

  // Keywords of the part that was begun last.
  void text(const std::string& key, const std::string& value) {
    fits_write_key_str(file_, key.c_str(), value.c_str(), nullptr, &status_);
  }
  void number(const std::string& key, LONGLONG value) {
    fits_write_key_lng(file_, key.c_str(), value, nullptr, &status_);
    fits_set_hdustruc(file_, &status_);
  }
  void real(const std::string& key, double value) {
    fits_write_key_dbl(file_, key.c_str(), value, 15, nullptr, &status_);
    fits_set_hdustruc(file_, &status_);
  }

  /// For calls of the library that are not here.
  fitsfile* file() { return file_; }
  int* status() { return &status_; }

 private:
  fitsfile* file_ = nullptr;
  int status_ = 0;
};

}  // namespace inquest::testing
