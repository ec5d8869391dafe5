// What the h5*.cpp files share; no other file includes it, so that hdf5.h stays out of headers.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <hdf5.h>

#include "core/base/error.hpp"
#include "core/files/h5.hpp"

namespace inquest::h5 {

/// While it lives, this thread alone uses the HDF5 library (Debian's is thread-safe in part, others not at all), and
/// the library prints no errors.
class Session {
 public:
  Session() : lock_(mutex()) {
    H5Eget_auto2(H5E_DEFAULT, &print_, &print_data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { H5Eset_auto2(H5E_DEFAULT, print_, print_data_); }

 private:
  static std::recursive_mutex& mutex();

  std::lock_guard<std::recursive_mutex> lock_;
  H5E_auto2_t print_ = nullptr;
  void* print_data_ = nullptr;
};

/// What went wrong in the last call of the library, in its words, from the deepest function. Any further call forgets
/// it, the end of a Handle included.
std::string last_error();

/// Throws Error(kind): "<problem> (<last error>)<advice>".
[[noreturn]] void fail(ErrorKind kind, const std::string& problem, const std::string& advice = "");

/// Owns one hid_t; throws Error(io) if it is none.
template <herr_t (*Close)(hid_t)>
class Handle {
 public:
  explicit Handle(hid_t value) : value_(value) {
    if (value < 0) fail(ErrorKind::io, "an HDF5 object cannot be made");
  }
  Handle(Handle&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (value_ >= 0) Close(value_);
  }
  operator hid_t() const { return value_; }

 private:
  hid_t value_;
};

using Attribute = Handle<H5Aclose>;
using Dataset = Handle<H5Dclose>;
using Group = Handle<H5Gclose>;
using Object = Handle<H5Oclose>;
using Properties = Handle<H5Pclose>;
using Space = Handle<H5Sclose>;
using Type = Handle<H5Tclose>;

/// Opens a dataset or group of `file`; throws Error(data) with the names that are there.
Object open_object(const H5File& file, const std::string& name);
Dataset open_dataset(const H5File& file, const std::string& name);

/// Throws Error(data) on a virtual dataset of files that are not there, whose rows would read as its fill value.
void require_sources(const H5File& file, const std::string& name, hid_t dataset);

/// Properties of a new object: no times, so that equal contents are equal bytes.
Properties object_properties(hid_t property_class);

/// Makes the groups that lead to `name`, where they are not there.
void make_groups(const H5File& file, const std::string& name);

Space make_space(const std::vector<std::size_t>& shape);
std::vector<std::size_t> shape_of(hid_t space);

/// Type of T in memory and, always little-endian, in a file.
template <class T>
hid_t memory_type() {
  if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
  if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
  if constexpr (std::is_same_v<T, std::int64_t>) return H5T_NATIVE_INT64;
  if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_NATIVE_UINT64;
  if constexpr (std::is_same_v<T, std::int8_t>) return H5T_NATIVE_INT8;
}
template <class T>
hid_t file_type() {
  if constexpr (std::is_same_v<T, double>) return H5T_IEEE_F64LE;
  if constexpr (std::is_same_v<T, float>) return H5T_IEEE_F32LE;
  if constexpr (std::is_same_v<T, std::int64_t>) return H5T_STD_I64LE;
  if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_STD_U64LE;
  if constexpr (std::is_same_v<T, std::int8_t>) return H5T_STD_I8LE;
}

}  // namespace inquest::h5
