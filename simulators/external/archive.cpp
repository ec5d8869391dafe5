#include "simulators/external/archive.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/config/suggest.hpp"
#include "core/files/home_path.hpp"
#include "core/files/table.hpp"
#include "simulators/content_hash.hpp"
#include "simulators/external/declared_symmetry.hpp"
#include "simulators/external/rows_per_theta.hpp"

namespace inquest {
namespace {

// A table whose first axis is the simulations.
struct Rows {
  std::string location;
  Matrix values;                        // [n, size of a row]
  std::vector<std::size_t> shape;       // of one row
  std::vector<std::string> names = {};  // of its numbers, in a table
};

Rows read_rows(const std::string& location, const std::vector<std::string>& columns = {}) {
  Table table = read_table(location, columns);
  INQUEST_VALIDATE(!table.shape.empty() && table.shape.front() > 0, data, location, ": has no rows");
  const std::size_t count = table.shape.front();
  Rows rows{.location = location, .values = Matrix(count, table.values.size() / count), .shape = {1}};
  if (table.shape.size() > 1) rows.shape.assign(table.shape.begin() + 1, table.shape.end());
  rows.values.values() = std::move(table.values);
  rows.names = std::move(table.columns);
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

// By the names that the run file gives to all columns of a table.
void choose(Rows& theta, const std::vector<std::string>& columns, const std::vector<std::string>& wanted) {
  INQUEST_VALIDATE(theta.shape.size() == 1 && theta.values.cols() == columns.size(), data, theta.location, ": has ",
                   theta.values.cols(), " numbers a row (theta_columns names ", columns.size(), "); name all of them");
  std::vector<std::size_t> places;
  for (const std::string& name : wanted) {
    const auto place = std::ranges::find(columns, name);
    INQUEST_VALIDATE(place != columns.end(), data, theta.location, ": theta_columns has no '", name,
                     "' (a free parameter of the model) ", suggest(name, columns));
    places.push_back(static_cast<std::size_t>(place - columns.begin()));
  }
  Matrix chosen(theta.values.rows(), places.size());
  for (std::size_t i = 0; i < chosen.rows(); ++i) {
    for (std::size_t j = 0; j < places.size(); ++j) chosen(i, j) = theta.values(i, places[j]);
  }
  theta.values = std::move(chosen);
  theta.shape = {places.size()};
}

Rows read_theta(const std::string& location, const std::vector<std::string>& columns, const SimulatorRequest& request) {
  const auto names = free_parameters(request);
  const bool named = names_columns(location) && (columns.empty() || !column_names(location).empty());
  INQUEST_VALIDATE(!named || columns.empty(), config, request.simulator.where(), ".data.theta_columns (", location,
                   " has names of its own, which are used); leave them out");
  Rows theta = read_rows(location, named ? names : std::vector<std::string>());
  if (!columns.empty()) choose(theta, columns, names);
  INQUEST_VALIDATE(theta.shape.size() == 1 && theta.values.cols() == names.size(), data, location, ": has ",
                   theta.values.cols(), " numbers a row (the model has ", names.size(), " free parameters)");
  return theta;
}

// In the order that another model's archive has, where both name their columns.
void put_in_order(Rows& x, const std::vector<std::string>& wanted) {
  if (x.names.empty() || wanted.empty() || x.names == wanted) return;
  const auto places = places_of(wanted, x.names);
  INQUEST_VALIDATE(places.has_value(), data, x.location, ": has the columns ", join(x.names),
                   " (the data of another model are ", join(wanted), "); choose the same with `columns`");
  x.values.values() = in_order(x.values.values(), *places);
  x.names = wanted;
}

// Parameters among the data would be told by looking at them.
void refuse_parameters(const Rows& x, const std::vector<std::string>& parameters) {
  for (const std::string& name : x.names) {
    INQUEST_VALIDATE(std::ranges::find(parameters, name) == parameters.end(), data, x.location, ": its column '", name,
                     "' has the name of a parameter (it would be one of the data); choose the columns of the data, ",
                     "data: {x: ", x.location, ", columns: [...]}");
  }
}

Rows read_x(const ArchiveOptions::Files& files, const SimulatorRequest& request) {
  Rows x = read_rows((request.base / home_path(files.x)).string(), files.columns);
  if (files.columns.empty()) refuse_parameters(x, request.parameters);
  put_in_order(x, request.data_names);
  return x;
}

std::string theta_location(const ArchiveOptions::Files& files, const SimulatorRequest& request) {
  const std::string location = (request.base / home_path(files.theta.empty() ? files.x : files.theta)).string();
  INQUEST_VALIDATE(
      !files.theta.empty() || names_columns(location), config, request.simulator.where(),
      ".data.theta is missing (only a table with named columns can hold both); name the file of the parameters");
  return location;
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
  Rows theta = read_theta(theta_location(options.data, request), options.data.theta_columns, request);
  Rows x = read_x(options.data, request);
  const std::size_t count = x.values.rows();
  const std::size_t rows_per_theta = match_theta({theta.location, theta.values}, {x.location, x.values.rows()},
                                                 static_cast<std::size_t>(options.data.rows_per_theta));
  std::vector<double> weights;
  if (!options.data.weights.empty())
    weights = read_weights((request.base / home_path(options.data.weights)).string(), count);
  ContentHash version = ContentHash().add(theta.values.values()).add(x.values.values()).add(weights);
  if (rows_per_theta > 1) version.add(concat("rows_per_theta ", rows_per_theta));
  SimulatorInfo info{.name = x.location,
                     .version = version.text(),
                     .parameters = request.parameters,
                     .data_shape = x.shape,
                     .symmetry = options.symmetry,
                     .data_names = x.names};
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
          .archive_weights = std::move(weights),
          .rows_per_theta = rows_per_theta};
}

}  // namespace inquest
