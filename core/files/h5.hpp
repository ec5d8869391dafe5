// HDF5 files as values: RAII over the C library, typed arrays and attributes, errors with file and name.
//
// A new file grows in memory and goes to disk, whole, in `close`: the C library meets no full disk, of which it would
// not recover. Arrays carry checksums (Fletcher-32), so that a flipped bit is an error and not a number. The files hold
// no times: equal contents are equal bytes. All calls are thread-safe, one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace inquest {

/// A dense array read from a file, row-major, whatever number type it had.
template <class T>
struct H5Array {
  std::vector<std::size_t> shape;
  std::vector<T> values;
};

/// How `H5File::write` stores an array; compression is lossless (byte shuffle and deflate) and costs some 10 ns a byte.
enum class H5Storage { plain, compressed };

class H5File {
 public:
  /// Opens for reading; throws Error(missing_input) or Error(data) ("is cut short or not an HDF5 file").
  static H5File open(const std::filesystem::path& path);

  /// Starts a new file that is on disk after close(); throws Error(io) where its folder does not exist.
  static H5File create(const std::filesystem::path& path);

  H5File(H5File&&) noexcept;
  H5File& operator=(H5File&&) noexcept;
  ~H5File();  // of a new file that was not closed nothing remains

  /// Ends reading, or puts a new file in place, synced; throws Error(io), for instance when the disk is full.
  void close();

  // Names are paths like "lambda/theta"; "/" is the root. Where none exists, Error(data) tells which there are.
  bool contains(const std::string& name) const;
  bool is_dataset(const std::string& name) const;                     // which the file contains
  std::vector<std::string> children(const std::string& group) const;  // names of groups and datasets, sorted
  std::vector<std::size_t> shape(const std::string& dataset) const;

  // T is double, float, std::int64_t, std::uint64_t or std::int8_t. Numbers are converted as HDF5 converts them.
  template <class T>
  H5Array<T> read(const std::string& dataset) const;
  template <class T>
  H5Array<T> read_rows(const std::string& dataset, std::size_t first, std::size_t count) const;

  /// Writes a dataset of `shape`, with the groups that lead to it; an empty shape is one number.
  template <class T>
  void write(const std::string& dataset, const std::vector<std::size_t>& shape, std::span<const T> values,
             H5Storage storage = H5Storage::plain);

  /// One-dimensional datasets of UTF-8 texts, of variable length.
  std::vector<std::string> read_text(const std::string& dataset) const;
  void write_text(const std::string& dataset, const std::vector<std::string>& values);

  // Attributes of a group or dataset that exists; writing one again replaces it.
  bool has_attribute(const std::string& object, const std::string& name) const;
  std::string text_attribute(const std::string& object, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& object, const std::string& name) const;
  void write_attribute(const std::string& object, const std::string& name, const std::string& value);
  void write_attribute(const std::string& object, const std::string& name, std::int64_t value);

  /// Makes the one-dimensional `scale` the coordinate of axis `axis` of `dataset` (HDF5 dimension scale, the
  /// dimensions of netCDF-4).
  void attach_scale(const std::string& dataset, std::size_t axis, const std::string& scale);

  /// A dataset whose rows are the first `rows` of a dataset in each of other files, one after the other (HDF5 virtual
  /// dataset); `shape` is the whole's; `file` is relative to this file's folder. Other readers
  /// find NaN, -1 or 0 in the rows of a file that is missing; `read` throws Error(data) with its name.
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
  void discard() noexcept;

  std::filesystem::path path_;
  bool writing_ = false;
  std::int64_t handle_ = -1;
};

}  // namespace inquest
