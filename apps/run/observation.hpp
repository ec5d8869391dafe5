// The observation: the data vector that a run is about, from a file or from the run file itself.
//
//   observation: {file: cosmic_chronometers.csv, columns: [H]}     # .csv, .npy, or file.h5:/dataset
//   observation: data.npy
//   observation: [1.0, 2.0]                                        # or {inline: [1.0, 2.0]}
//
// A file with a row of as many numbers as the simulators make for each of several observations is read as these.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/shape.hpp"
#include "core/config/config_node.hpp"

namespace inquest {

/// What an observation of another size than the simulators make throws.
class WrongSize final : public Error {
 public:
  explicit WrongSize(const std::string& message) : Error(ErrorKind::data, message) {}
};

/// Reads and flattens it, row by row; relative paths start from `folder`. A table [m, size] is m independent
/// observations. Throws Error(config) on the entry, Error(missing_input) or Error(data) on the file, Error(data)
/// unless all are finite, and WrongSize unless there are `size` numbers, or such a table of them.
std::vector<double> read_observation(const ConfigNode& entry, const std::filesystem::path& folder, std::size_t size);

/// The same, however many numbers there are.
std::vector<double> read_observation(const ConfigNode& entry, const std::filesystem::path& folder);

/// Many observations: an array or a table [m, ...], a row for each.
struct Observations {
  Shape shape;  // of one
  Matrix x;     // [m, numbers]
};

/// Reads those of `size` numbers each. Throws Error(missing_input) or Error(data) on the file, on rows of another
/// length and on numbers that are not finite.
Observations read_observations(const std::string& file, std::size_t size);

/// The entry in the form that resolved.yaml has: {file, columns} or the numbers.
ConfigNode resolve_observation(const ConfigNode& entry);

}  // namespace inquest
