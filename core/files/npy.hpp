// NumPy's .npy files, version 1 to 3: all real numbers are read (f2, f4, f8, long double, integers of 1 to 8 bytes and
// b1, in either order of bytes, C or Fortran order of the array), f8, i1 and u8 are written.
//
// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inquest {

struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<double> values;  // in C order
};

/// Throws Error(missing_input), or Error(data) on another type, an integer that no double holds, or a file whose length
/// is not what its header says.
NpyArray read_npy(const std::filesystem::path& path);

/// The array in the content of such a file; `path` names it in messages. Throws alike.
NpyArray parse_npy(std::string_view content, const std::filesystem::path& path);

/// The bytes of such a file.
std::string npy_bytes(const std::vector<std::size_t>& shape, std::span<const double> values);
std::string npy_bytes(const std::vector<std::size_t>& shape, std::span<const std::uint64_t> values);
std::string npy_bytes(const std::vector<std::size_t>& shape, std::span<const std::int8_t> values);

/// Puts the whole file in place or none; throws Error(io).
void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               std::span<const double> values);
void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               std::span<const std::uint64_t> values);
void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               std::span<const std::int8_t> values);

}  // namespace inquest
