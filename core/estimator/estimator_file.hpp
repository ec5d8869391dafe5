// Estimator files: one self-describing, versioned HDF5 file per trained estimator.
//
//   attributes of /: format, kind ("npe"), inquest_version, spec (YAML text that rebuilds the estimator)
//   /weights/<member>/<name>   float32, one dataset per named parameter
//   /arrays/<name>             float64: standardizers, loss curves
//
// Loading rebuilds the networks from the spec and takes a weight only under its own name and shape.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config_node.hpp"
#include "core/data/data_view.hpp"
#include "core/nn/parameters.hpp"

namespace inquest {

struct EstimatorRecord {
  std::string kind;
  ConfigNode spec;
  std::map<std::string, Matrix> arrays = {};
  std::filesystem::path path = {};  // that it was read from, for messages
};

/// Writes beside and renames; `members` are the networks of an ensemble.
void save_estimator(const std::filesystem::path& path, const EstimatorRecord& record,
                    const std::vector<const Parameters*>& members);

/// Reads all but the weights; throws Error(missing_input / data), also on a later format.
EstimatorRecord load_estimator_record(const std::filesystem::path& path);

/// Fills the flattened parameters of each member; throws Error(data) that names a missing, unknown or reshaped weight.
void load_estimator_weights(const std::filesystem::path& path, const std::vector<Parameters*>& members);

/// Name of the array that holds the loss curve of a network, which has a name of its own within the estimator: "0".
std::string loss_curve_name(const std::string& network);

/// The loss curves of a file, by network. Those that begin with the estimator's own name, as older files have them, are
/// found too. Throws as load_estimator_record does.
std::map<std::string, Matrix> load_loss_curves(const std::filesystem::path& path);

/// Throws Error(data) unless the record is of this kind.
void require_kind(const EstimatorRecord& record, const std::string& kind);

/// The part `key` of the spec, or the array `name`; throws Error(data) where there is none.
const ConfigNode& required_entry(const EstimatorRecord& record, const std::string& key);
const Matrix& required_array(const EstimatorRecord& record, const std::string& name);

// A standardizer as an array of two rows, location and scale, two more of compressed data, origin and width of the
// asinh (width 0: none), and a fifth where other maps occur, their kinds: 0 none, 1 log1p, 2 asinh.
Matrix to_array(const Standardizer& standardizer);
Standardizer standardizer_from(const EstimatorRecord& record, const std::string& name);

/// The view with the scales of this name. Files from before they stated the shape of the data take a vector of so many
/// numbers, or as many as there are scales.
DataView data_view_from(const EstimatorRecord& record, const std::string& scales,
                        std::optional<std::size_t> numbers = {});

}  // namespace inquest
