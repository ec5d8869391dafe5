#include "simulators/external/archive.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "core/files/table.hpp"
#include "simulators/content_hash.hpp"
#include "simulators/external/declared_symmetry.hpp"

namespace inquest {
namespace {

// A table whose first axis is the simulations.
struct Rows {
  std::string location;
  Matrix values;                   // [n, size of a row]
  std::vector<std::size_t> shape;  // of one row
};

Rows read_rows(const std::string& location, const std::vector<std::string>& columns = {}) {
  Table table = read_table(location, columns);
  INQUEST_VALIDATE(!table.shape.empty() && table.shape.front() > 0, data, location, ": has no rows");
  const std::size_t count = table.shape.front();
  Rows rows{.location = location, .values = Matrix(count, table.values.size() / count), .shape = {1}};
  if (table.shape.size() > 1) rows.shape.assign(table.shape.begin() + 1, table.shape.end());
  rows.values.values() = std::move(table.values);
  const auto& values = rows.values.values();
  const auto bad = std::find_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
  INQUEST_VALIDATE(bad == values.end(), data, location, ": row ",
                   static_cast<std::size_t>(bad - values.begin()) / rows.values.cols(), " (from 0) holds ", *bad,
                   " (numbers must be finite); leave out the simulations that failed, in both files");
  return rows;
}

std::vector<std::string> free_parameters(const SimulatorRequest& request) {
  std::vector<std::string> names;
  for (const std::string& name : request.parameters) {
    if (std::find(request.fixed.begin(), request.fixed.end(), name) == request.fixed.end()) names.push_back(name);
  }
  return names;
}

// Whether a file tells its columns by name, so that their order need not be trusted.
bool is_text(const std::string& location) {
  const auto ends = {".csv", ".txt", ".dat", ".tsv"};
  return std::any_of(ends.begin(), ends.end(), [&](const char* end) { return location.ends_with(end); });
}

Rows read_theta(const std::string& location, const SimulatorRequest& request) {
  const auto names = free_parameters(request);
  Rows theta = read_rows(location, is_text(location) ? names : std::vector<std::string>());
  INQUEST_VALIDATE(theta.shape.size() == 1 && theta.values.cols() == names.size(), data, location, ": has ",
                   theta.values.cols(), " numbers a row (the model has ", names.size(), " free parameters)");
  return theta;
}

std::vector<double> read_weights(const std::string& location, std::size_t count) {
  const Rows rows = read_rows(location);
  INQUEST_VALIDATE(rows.values.values().size() == count, data, location, ": has ", rows.values.values().size(),
                   " numbers (must be one weight for each of the ", count, " simulations)");
  for (std::size_t i = 0; i < count; ++i) {
    INQUEST_VALIDATE(rows.values.values()[i] >= 0, data, location, ": row ", i, " (from 0) holds ",
                     rows.values.values()[i], " (a weight must not be negative)");
  }
  return rows.values.values();
}

class ArchiveSimulator final : public Simulator {
 public:
  explicit ArchiveSimulator(SimulatorInfo info) : info_(std::move(info)) {}

  const SimulatorInfo& info() const override { return info_; }

  void simulate(ConstMatrixView, std::span<const Seed>, MatrixView, std::span<SimulationStatus>) const override {
    raise(ErrorKind::data,
          concat(info_.name, ": no new simulations (they were made elsewhere, and there are no others); ",
                 "give a simulator, or leave out what needs new ones"));
  }

 private:
  SimulatorInfo info_;
};

}  // namespace

SimulatorBundle make_archive(const ArchiveOptions& options, const SimulatorRequest& request) {
  Rows theta = read_theta((request.base / options.data.theta).string(), request);
  Rows x = read_rows((request.base / options.data.x).string());
  const std::size_t count = theta.values.rows();
  INQUEST_VALIDATE(count == x.values.rows(), data, x.location, ": has ", x.values.rows(), " rows (", theta.location,
                   " has ", count, "); row i of both must be the same simulation");
  std::vector<double> weights;
  if (!options.data.weights.empty()) weights = read_weights((request.base / options.data.weights).string(), count);
  SimulatorInfo info{.name = x.location,
                     .version = ContentHash().add(theta.values.values()).add(x.values.values()).add(weights).text(),
                     .parameters = request.parameters,
                     .data_shape = x.shape,
                     .symmetry = options.symmetry};
  require_symmetry(request, info);
  auto simulator = std::make_shared<const ArchiveSimulator>(std::move(info));
  auto archive = std::make_shared<const Simulations>(Simulations{.theta = std::move(theta.values),
                                                                 .x = std::move(x.values),
                                                                 .status = std::vector(count, SimulationStatus::ok),
                                                                 .seeds = std::vector<Seed>(count)});
  return {.simulator = std::move(simulator),
          .likelihood = nullptr,
          .exact_evidence = nullptr,
          .archive = std::move(archive),
          .archive_weights = std::move(weights)};
}

}  // namespace inquest
