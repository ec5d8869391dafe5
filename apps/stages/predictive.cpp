#include "apps/stages/predictive.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/data/blockwise_simulation.hpp"
#include "core/data/simulate.hpp"
#include "core/files/h5.hpp"

namespace inquest {
namespace {

constexpr std::size_t least_rows = 20;  // of which a check says anything

/// As many draws as are asked for, evenly over all.
Matrix some_of(const Matrix& draws, std::size_t count) {
  Matrix theta(std::min(count, draws.rows()), draws.cols());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    std::ranges::copy(draws.row(i * draws.rows() / theta.rows()), theta.row(i).begin());
  }
  return theta;
}

bool is_finite(std::span<const double> x) {
  return std::ranges::all_of(x, [](double value) { return std::isfinite(value); });
}

/// Simulations at given parameters, in a file that grows with them.
class GrowingSimulations {
 public:
  GrowingSimulations(std::filesystem::path path, const Model& model, Seed seed, std::string fingerprint)
      : path_(std::move(path)), model_(model), seed_(seed), fingerprint_(std::move(fingerprint)) {}

  /// Those at theta [n, d], of which the file may have the first ones.
  Simulations at(const Matrix& theta, Reporter& reporter) const {
    Simulations rows = make_simulations(theta.rows(), theta.cols(), model_.data_size());
    const std::size_t there = restore(theta, rows);
    rows.theta = theta;
    std::atomic<std::size_t> done = there;
    const auto make = [&](std::size_t first, std::size_t count) {
      Simulations made = simulate(theta.view().rows(first, count), first);
      reporter.progress({.task = "predictive check",
                         .done = static_cast<std::int64_t>(done += count),
                         .total = static_cast<std::int64_t>(theta.rows()),
                         .unit = "rows",
                         .detail = model_.name});
      return made;
    };
    BlockwiseSimulation(reporter).fill(rows, there, make, [&](std::size_t count) { keep(first_rows(rows, count)); });
    return rows;
  }

 private:
  Simulations simulate(ConstMatrixView theta, std::size_t first) const {
    Simulations rows = make_simulations(theta.rows(), theta.cols(), model_.data_size());
    std::ranges::copy(theta.values(), rows.theta.values().begin());
    for (std::size_t i = 0; i < theta.rows(); ++i) rows.seeds[i] = seed_.child(first + i);
    Matrix all(theta.rows(), model_.space.parameters().size());
    model_.space.expand(theta, all);
    model_.simulator().simulate(all, rows.seeds, rows.x, rows.status);
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      const bool broken = rows.status[i] == SimulationStatus::ok && !is_finite(rows.x.row(i));
      if (broken) rows.status[i] = SimulationStatus::not_finite;
    }
    return rows;
  }

  void keep(const Simulations& rows) const {
    std::filesystem::create_directories(path_.parent_path());
    std::vector<std::int8_t> status;
    for (const SimulationStatus value : rows.status) status.push_back(static_cast<std::int8_t>(value));
    H5File file = H5File::create(path_);
    file.write<double>("theta", {rows.theta.rows(), rows.theta.cols()}, rows.theta.values());
    file.write<double>("x", {rows.x.rows(), rows.x.cols()}, rows.x.values());
    file.write<std::int8_t>("status", {rows.status.size()}, status);
    file.write_attribute("/", "fingerprint", fingerprint_);
    file.close();
  }

  // How many rows an earlier sitting has left of these; a file that is damaged is made anew.
  std::size_t restore(const Matrix& theta, Simulations& rows) const {
    try {
      return read(theta, rows);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::data) throw;
      return 0;
    }
  }

  std::size_t read(const Matrix& theta, Simulations& rows) const {
    if (!std::filesystem::exists(path_)) return 0;
    const H5File file = H5File::open(path_);
    if (!file.has_attribute("/", "fingerprint") || file.text_attribute("/", "fingerprint") != fingerprint_) return 0;
    const auto kept = file.read<double>("theta").values;
    const auto x = file.read<double>("x").values;
    const auto status = file.read<std::int8_t>("status").values;
    const std::size_t count = status.size();
    if (count > theta.rows() || kept.size() != count * theta.cols() || x.size() != count * rows.x.cols()) return 0;
    if (!std::equal(kept.begin(), kept.end(), theta.values().begin())) return 0;
    std::ranges::copy(x, rows.x.values().begin());
    for (std::size_t i = 0; i < count; ++i) rows.status[i] = static_cast<SimulationStatus>(status[i]);
    return count;
  }

  std::filesystem::path path_;
  const Model& model_;
  Seed seed_;
  std::string fingerprint_;
};

// The rows of theta or x whose simulation has not failed.
Matrix successful(const Simulations& rows, const Matrix& of) {
  Matrix kept(static_cast<std::size_t>(std::ranges::count(rows.status, SimulationStatus::ok)), of.cols());
  std::size_t to = 0;
  for (std::size_t i = 0; i < rows.status.size(); ++i) {
    if (rows.status[i] == SimulationStatus::ok) std::ranges::copy(of.row(i), kept.row(to++).begin());
  }
  return kept;
}

}  // namespace

std::optional<Predictions> predictions_of(const RunContext& context, const Model& model, const std::string& route,
                                          const Matrix& draws) {
  const Run& run = context.run;
  const bool simulates = model.has_simulator() && model.bundle.archive == nullptr;
  const auto count = static_cast<std::size_t>(run.diagnostics.predictive);
  const Matrix theta = some_of(draws, count);
  if (!simulates || theta.rows() < least_rows || run.observation.size() != model.data_size()) return std::nullopt;
  const std::string name = posterior_estimator_name(model.name, route);
  const std::filesystem::path path = context.directory.diagnostics(name).string() + "_predictive.h5";
  const GrowingSimulations file(path, model, run.seed.child("predictive").child(name),
                                simulation_fingerprint(model, run.seed));
  const Simulations rows = file.at(theta, context.reporter);
  Matrix x = successful(rows, rows.x);
  if (x.rows() < least_rows) return std::nullopt;
  Predictive found = predictive_check(x, run.observation);
  found.failed = theta.rows() - x.rows();
  return Predictions{successful(rows, rows.theta), std::move(x), std::move(found)};
}

}  // namespace inquest
