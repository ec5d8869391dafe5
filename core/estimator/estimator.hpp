// Estimator: what is trained on simulations and kept in one file: its kind, its networks, and the data it takes.
//
// A new one states its kind, its view of the data, what its file says beside the weights (`record`), and how that
// rebuilds it (`from_record`); saving and loading are here. What it answers, a posterior, a likelihood or evidence, is
// an interface of its own.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/config/fields.hpp"
#include "core/data/data_view.hpp"
#include "core/estimator/estimator_file.hpp"
#include "core/nn/parameters.hpp"

namespace inquest {

class Estimator {
 public:
  virtual ~Estimator() = default;

  /// As its file names it: "npe".
  virtual std::string kind() const = 0;

  /// How it sees data: the shape that it takes, which its file states.
  virtual const DataView& view() const = 0;

  /// Numbers of one row of the data it was trained on.
  std::size_t data_size() const { return view().size(); }

  /// Members that answer side by side and are combined to one answer.
  virtual std::size_t members() const = 0;

  /// Weights of each network, flattened, in the order of the file.
  virtual std::vector<Parameters*> networks() const = 0;

  /// Writes the whole file or none, `loss_curves` among its arrays; throws Error(io).
  void save(const std::filesystem::path& path, const std::map<std::string, Matrix>& loss_curves = {}) const;

 private:
  /// What the file says beside the weights, the shape of the data and the kind.
  virtual EstimatorRecord record() const = 0;
};

/// Reads an estimator, which needs nothing beside its file, to answer on `device`. E has `static constexpr file_kind`
/// and `static E from_record(const EstimatorRecord&, const std::string& device)`. Throws Error(missing_input / data).
template <class E>
E load_estimator(const std::filesystem::path& path, const std::string& device) {
  const EstimatorRecord record = load_estimator_record(path);
  require_kind(record, E::file_kind);
  E estimator = E::from_record(record, device);
  load_estimator_weights(path, estimator.networks());
  return estimator;
}

/// The options of the spec, for an estimator that answers on `device`.
template <class Options>
Options estimator_options(const EstimatorRecord& record, const std::string& device) {
  auto options = read_options<Options>(required_entry(record, "options"), {}, OptionsOfOthers::passed_over);
  options.training.device = device;
  return options;
}

}  // namespace inquest
