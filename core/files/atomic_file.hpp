// Files that are whole or absent: written beside, synced, renamed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace inquest {

/// Puts `content` where `path` says: all of it, on the disk, or nothing; throws Error(io), for instance when the disk
/// is full.
void write_file(const std::filesystem::path& path, std::span<const std::byte> content);
void write_file(const std::filesystem::path& path, std::string_view content);

/// The bytes of a file; throws Error(missing_input) or Error(io).
std::string read_file(const std::filesystem::path& path);

}  // namespace inquest
