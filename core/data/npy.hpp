// NumPy's .npy files, version 1 and 2, C order; little-endian f4, f8, i1, i4, i8, u8 are read, f8, i1 and u8 written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace inquest {

struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

/// Throws Error(missing_input), or Error(data) on another type, Fortran order or a file cut short.
NpyArray read_npy(const std::filesystem::path& path);

/// Throws Error(io).
void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               std::span<const double> values);
void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               std::span<const std::uint64_t> values);

}  // namespace inquest
