// Draws as a table with a column for each parameter and one for log_prob, whose name the caller may choose.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/infer/posterior.hpp"

namespace inquest {

/// Comma-separated, with a header; numbers in their shortest form that reads back as the same double.
std::string draws_as_csv(const std::vector<std::string>& names, const Draws& draws,
                         const std::string& log_prob = "log_prob");

/// Throws Error(usage) unless the extension is one that `write_draws` writes.
void check_draws_file(const std::filesystem::path& path);

/// Writes by extension: .csv, .txt (white space; the header is a comment, as NumPy reads it) or .npy [n, d + 1], which
/// has no header. Throws Error(usage) on another extension, Error(io).
void write_draws(const std::filesystem::path& path, const std::vector<std::string>& names, const Draws& draws,
                 const std::string& log_prob = "log_prob");

}  // namespace inquest
