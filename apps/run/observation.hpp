// The observation: the data vector that a run is about, from a file or from the run file itself.
//
//   observation: {file: cosmic_chronometers.csv, columns: [H]}     # .csv, .npy, .fits, file.h5:/dataset
//   observation: data.npy
//   observation: [1.0, 2.0]                                        # or {inline: [1.0, 2.0]}
//
// A file with a row of as many numbers as the simulators make for each of several observations is read as these.
// Columns go by their names where the simulations have names too, and an array of another shape is refused.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/config/config_node.hpp"
#include "core/model/data_layout.hpp"

namespace inquest {

/// What an observation of another size than the simulators make throws.
class WrongSize final : public Error {
 public:
  explicit WrongSize(const std::string& message) : Error(ErrorKind::data, message) {}
};

/// Reads and flattens it, row by row; relative paths start from `folder`. An array [m, ...] of such rows is m
/// independent observations. Throws Error(config) on the entry, Error(missing_input) or Error(data) on the file,
/// Error(data) unless the numbers are finite and of this layout, or an array of them, and WrongSize on another number
/// of them.
std::vector<double> read_observation(const ConfigNode& entry, const std::filesystem::path& folder,
                                     const DataLayout& layout);

/// The same, however many numbers there are.
std::vector<double> read_observation(const ConfigNode& entry, const std::filesystem::path& folder);

/// Reads many observations [m, numbers], an array or a table [m, ...] with a row for each. Throws Error(missing_input)
/// or Error(data) on the file, on rows of another layout and on numbers that are not finite.
Matrix read_observations(const std::string& file, const DataLayout& layout);

/// The entry in the form that resolved.yaml has: {file, columns} or the numbers.
ConfigNode resolve_observation(const ConfigNode& entry);

}  // namespace inquest
