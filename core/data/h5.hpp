// HDF5 files as values: RAII over the C library, typed arrays and attributes, errors with file and name.
//
// Writing goes to a file beside, renamed when `close` succeeds: a file that has its name is whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"

namespace inquest {

/// A dense array read from a file, row-major, whatever number type it had.
template <class T>
struct H5Array {
  std::vector<std::size_t> shape;
  std::vector<T> values;
};

class H5File {
 public:
  /// Opens for reading; throws Error(missing_input) or Error(data) ("is cut short or not HDF5").
  static H5File open(const std::filesystem::path& path);

  /// Starts a new file that takes its name on close(); throws Error(io).
  static H5File create(const std::filesystem::path& path);

  H5File(H5File&&) noexcept;
  H5File& operator=(H5File&&) noexcept;
  ~H5File();  // a file under creation that was not closed is removed

  /// Flushes, syncs and renames; throws Error(io), for instance when the disk is full.
  void close();

  bool contains(const std::string& name) const;
  std::vector<std::string> children(const std::string& group) const;  // names of groups and datasets, sorted
  std::vector<std::size_t> shape(const std::string& dataset) const;

  // T is double, float, std::int64_t, std::uint64_t or std::int8_t. Numbers are converted as HDF5 converts them.
  template <class T>
  H5Array<T> read(const std::string& dataset) const;
  template <class T>
  H5Array<T> read_rows(const std::string& dataset, std::size_t first, std::size_t count) const;
  template <class T>
  void write(const std::string& dataset, const std::vector<std::size_t>& shape, std::span<const T> values);

  bool has_attribute(const std::string& object, const std::string& name) const;
  std::string text_attribute(const std::string& object, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& object, const std::string& name) const;
  void write_attribute(const std::string& object, const std::string& name, const std::string& value);
  void write_attribute(const std::string& object, const std::string& name, std::int64_t value);

  /// A dataset whose rows are those of `dataset` in other files, one after the other (HDF5 virtual dataset); `shape`
  /// is the whole's; `files` are relative to this file.
  struct Part {
    std::filesystem::path file;
    std::size_t rows;
  };
  template <class T>
  void write_virtual(const std::string& dataset, const std::vector<std::size_t>& shape, const std::vector<Part>& parts,
                     const std::string& part_dataset);

  const std::filesystem::path& path() const { return path_; }
  std::int64_t handle() const { return handle_; }  // hid_t

 private:
  H5File() = default;
  std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty when reading
  std::int64_t handle_ = -1;
};

}  // namespace inquest
