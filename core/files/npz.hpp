// NumPy's .npz files, what np.savez and np.savez_compressed write: ZIP archives of .npy files, stored or deflated.
//
// The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, with its 64-bit extensions.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/files/npy.hpp"

namespace inquest {

/// The array of this name, or without one the only array of the file. Throws Error(missing_input), or Error(data) on a
/// file that is damaged, a name that it has not, or several arrays where none is named, and as read_npy does.
NpyArray read_npz(const std::filesystem::path& path, const std::string& name = "");

/// The names of its arrays, in the order of the file; throws Error(missing_input), or Error(data) on a damaged file.
std::vector<std::string> npz_names(const std::filesystem::path& path);

}  // namespace inquest
