#include "apps/stages/predictive.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/base/parallel.hpp"
#include "core/data/simulate.hpp"
#include "core/files/h5.hpp"

namespace inquest {
namespace {

constexpr std::size_t least_rows = 20;       // of which a check says anything
constexpr std::size_t blocks_of_thread = 4;  // between looks at whether the user wants to stop

/// As many draws as are asked for, evenly over all.
Matrix some_of(const Matrix& draws, std::size_t count) {
  Matrix theta(std::min(count, draws.rows()), draws.cols());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    std::ranges::copy(draws.row(i * draws.rows() / theta.rows()), theta.row(i).begin());
  }
  return theta;
}

void simulate_block(const Model& model, std::size_t first, std::size_t end, Simulations& rows) {
  const std::size_t count = end - first;
  Matrix all(count, model.space.parameters().size());
  model.space.expand(rows.theta.view().rows(first, count), all);
  model.simulator().simulate(all, std::span(rows.seeds).subspan(first, count), rows.x.view().rows(first, count),
                             std::span(rows.status).subspan(first, count));
}

bool is_finite(std::span<const double> x) {
  return std::ranges::all_of(x, [](double value) { return std::isfinite(value); });
}

Simulations simulate_at(const Model& model, Matrix theta, Seed seed, Reporter& reporter) {
  Simulations rows = make_simulations(theta.rows(), theta.cols(), model.data_size());
  rows.theta = std::move(theta);
  for (std::size_t i = 0; i < rows.seeds.size(); ++i) rows.seeds[i] = seed.child(i);
  // A program is started once a block, which may take longer than its rows.
  const std::size_t blocks = std::min(rows.theta.rows(), blocks_of_thread * static_cast<std::size_t>(threads()));
  const auto first_of = [&](std::size_t block) { return block * rows.theta.rows() / blocks; };
  std::atomic<std::int64_t> done = 0;
  parallel_for(blocks, [&](std::size_t block) {
    throw_if_stopped(reporter);
    simulate_block(model, first_of(block), first_of(block + 1), rows);
    reporter.progress({.task = "predictive check",
                       .done = ++done,
                       .total = static_cast<std::int64_t>(blocks),
                       .unit = "blocks",
                       .detail = model.name});
  });
  for (std::size_t i = 0; i < rows.status.size(); ++i) {
    if (rows.status[i] == SimulationStatus::ok && !is_finite(rows.x.row(i)))
      rows.status[i] = SimulationStatus::not_finite;
  }
  return rows;
}

void keep(const std::filesystem::path& path, const Simulations& rows, const std::string& fingerprint) {
  std::filesystem::create_directories(path.parent_path());
  std::vector<std::int8_t> status;
  for (const SimulationStatus value : rows.status) status.push_back(static_cast<std::int8_t>(value));
  H5File file = H5File::create(path);
  file.write<double>("theta", {rows.theta.rows(), rows.theta.cols()}, rows.theta.values());
  file.write<double>("x", {rows.x.rows(), rows.x.cols()}, rows.x.values());
  file.write<std::int8_t>("status", {rows.status.size()}, status);
  file.write_attribute("/", "fingerprint", fingerprint);
  file.close();
}

// The rows of a file that an earlier sitting has left for these draws; none where it is of others.
std::optional<Simulations> kept(const std::filesystem::path& path, const Matrix& theta, std::size_t data_size,
                                const std::string& fingerprint) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  const H5File file = H5File::open(path);
  if (!file.has_attribute("/", "fingerprint") || file.text_attribute("/", "fingerprint") != fingerprint) return {};
  const auto x = file.read<double>("x");
  const auto status = file.read<std::int8_t>("status");
  if (file.read<double>("theta").values != theta.values()) return std::nullopt;
  if (x.values.size() != theta.rows() * data_size || status.values.size() != theta.rows()) return std::nullopt;
  Simulations rows = make_simulations(theta.rows(), theta.cols(), data_size);
  rows.theta = theta;
  rows.x.values() = x.values;
  for (std::size_t i = 0; i < theta.rows(); ++i) rows.status[i] = static_cast<SimulationStatus>(status.values[i]);
  return rows;
}

// A file that is damaged is made anew.
std::optional<Simulations> kept_or_none(const std::filesystem::path& path, const Matrix& theta, std::size_t data_size,
                                        const std::string& fingerprint) {
  try {
    return kept(path, theta, data_size, fingerprint);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data) throw;
    return std::nullopt;
  }
}

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
  const std::string fingerprint = simulation_fingerprint(model, run.seed);
  std::optional<Simulations> rows = kept_or_none(path, theta, model.data_size(), fingerprint);
  if (!rows) {
    rows = simulate_at(model, theta, run.seed.child("predictive").child(name), context.reporter);
    keep(path, *rows, fingerprint);
  }
  Matrix x = successful(*rows, rows->x);
  if (x.rows() < least_rows) return std::nullopt;
  Predictive found = predictive_check(x, run.observation);
  found.failed = theta.rows() - x.rows();
  return Predictions{successful(*rows, rows->theta), std::move(x), std::move(found)};
}

}  // namespace inquest
