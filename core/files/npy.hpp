// NumPy's .npy files, version 1 to 3, C order: little-endian f4, f8, i1, i4, i8, u8 and b1 are read, f8, i1 and u8
// written.
//
// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace inquest {

struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

/// Throws Error(missing_input), or Error(data) on another type, Fortran order, an integer that no double holds, or a
/// file whose length is not what its header says.
NpyArray read_npy(const std::filesystem::path& path);

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
