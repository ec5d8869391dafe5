// Draws at many observations as one array: draws [m, n, d], one observation after the other.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/parameters/density.hpp"

namespace inquest {

/// Throws Error(usage) unless the extension is one that `write_draw_array` writes.
void check_draw_array_file(const std::filesystem::path& path);

/// Writes draws at m observations x_i, theta [m * n, d] in their order, by extension: .npy holds theta [m, n, d] alone;
/// .h5 or .hdf5 holds `theta` [m, n, d], `log_prob` [m, n], `log_prob_error` [m], which all draws of an observation
/// share, and the names in `parameters` [d]. Throws Error(usage) on another extension, Error(io).
void write_draw_array(const std::filesystem::path& path, const std::vector<std::string>& names, const Draws& draws,
                      const std::vector<double>& log_prob_error);

}  // namespace inquest
