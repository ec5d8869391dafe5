// A run of the command that takes about a second, for tests that run the command itself.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/process.hpp"

namespace inquest::testing {

/// Runs the command of a build folder in `folder`.
ProcessResult run_inquest(const std::filesystem::path& build, const std::filesystem::path& folder,
                          std::vector<std::string> words, ProcessOptions options = {});

void write_text(const std::filesystem::path& path, const std::string& text);
std::string read_text(const std::filesystem::path& path);

/// Two models of three linear-Gaussian data, observed in `x.csv` (column x), with small networks.
void write_small_run(const std::filesystem::path& folder, int train_rows = 600, int steps = 40);

/// Replaces the only occurrence of `old_text` in a file.
void replace_in(const std::filesystem::path& path, const std::string& old_text, const std::string& new_text);

/// results.json but for the times.
nlohmann::json results_without_times(const std::filesystem::path& run_directory);

/// Path and content of every file below a folder.
std::map<std::string, std::string> snapshot(const std::filesystem::path& folder);

}  // namespace inquest::testing
