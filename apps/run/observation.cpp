#include "apps/run/observation.hpp"

#include <algorithm>
#include <cmath>

#include "core/config/fields.hpp"
#include "core/config/suggest.hpp"
#include "core/files/home_path.hpp"
#include "core/files/table.hpp"

namespace inquest {
namespace {

struct ObservationOptions {
  std::string file;
  std::vector<std::string> columns;
  std::vector<double> numbers;

  void fields(FieldVisitor& visit) {
    visit.field("file", file, ".csv, .npy, file.h5:/dataset, or file.fits:/part");
    visit.field("columns", columns, "of a table; all where none is named");
    visit.field("inline", numbers, "the numbers themselves");
  }
};

ObservationOptions read_entry(const ConfigNode& entry) {
  ObservationOptions options;
  if (entry.is_scalar()) {
    const bool is_numbers = entry.text().find_first_not_of("0123456789+-.eE, ") == std::string::npos;
    if (is_numbers) entry.fail(concat("(must be a file or a list of numbers) write [", entry.text(), "]"));
    options.file = entry.text();
  } else if (entry.is_sequence()) {
    for (const ConfigNode& item : entry.items()) options.numbers.push_back(item.number());
  } else {
    options = read_options<ObservationOptions>(entry);
  }
  if (options.file.empty() == options.numbers.empty()) entry.fail("(must be either a file or a list of numbers)");
  if (options.file.empty() && !options.columns.empty()) entry.fail("(columns belong to a file)");
  return options;
}

// The columns that a file is read by: those that are asked for, or those of the data, where it has them and others.
std::vector<std::string> chosen_columns(const ObservationOptions& options, const std::string& file,
                                        const DataLayout& layout) {
  if (!options.columns.empty() || layout.names.empty()) return options.columns;
  const std::vector<std::string> there = column_names(file);
  const auto is_there = [&](const std::string& name) { return std::ranges::count(there, name) == 1; };
  return std::ranges::all_of(layout.names, is_there) ? layout.names : std::vector<std::string>();
}

// Puts named columns in the order of the data's names. Columns that were asked for may have names of their own.
void put_in_order(Table& table, const DataLayout& layout, bool asked_for, const std::string& source) {
  const bool rows_of_data = table.shape.size() == 2 && table.shape[1] == layout.names.size();
  if (!rows_of_data || table.columns.empty() || table.columns == layout.names) return;
  if (const auto places = places_of(layout.names, table.columns)) {
    table.values = in_order(table.values, *places);
    return;
  }
  const auto is_shared = [&](const std::string& name) { return std::ranges::count(layout.names, name) > 0; };
  INQUEST_VALIDATE(asked_for && std::ranges::none_of(table.columns, is_shared), data, source, ": has the columns ",
                   join(table.columns), " (those of the simulations are ", join(layout.names),
                   "); name them alike, or choose others with `columns`");
}

Table read_numbers(const ObservationOptions& options, const std::filesystem::path& folder, const DataLayout& layout) {
  if (options.file.empty()) return {{options.numbers.size()}, options.numbers, {}};
  const std::string file = (folder / home_path(options.file)).string();
  Table table = read_table(file, chosen_columns(options, file, layout));
  put_in_order(table, layout, !options.columns.empty(), file);
  return table;
}

void require_finite(const Table& table, const std::string& source) {
  const std::vector<double>& x = table.values;
  for (std::size_t i = 0; i < x.size(); ++i) {
    INQUEST_VALIDATE(std::isfinite(x[i]), data, source, ": value ", i + 1, " of ", x.size(), " is ", x[i],
                     " (an observation must be finite); leave out what was not measured, there and in the simulator");
  }
}

std::string source_of(const ObservationOptions& options, const ConfigNode& entry, const std::filesystem::path& folder) {
  return options.file.empty() ? entry.where() : (folder / home_path(options.file)).string();
}

// Whether an array is [m, ...], a row for each of m observations of this shape.
bool is_several(const Shape& shape, const Shape& of_one) {
  return shape.size() > 1 && shape.front() > 0 && reads_as({shape.begin() + 1, shape.end()}, of_one);
}

}  // namespace

std::vector<double> read_observation(const ConfigNode& entry, const std::filesystem::path& folder) {
  const ObservationOptions options = read_entry(entry);
  const Table table = read_numbers(options, folder, {});
  require_finite(table, source_of(options, entry, folder));
  return table.values;
}

std::vector<double> read_observation(const ConfigNode& entry, const std::filesystem::path& folder,
                                     const DataLayout& layout) {
  const ObservationOptions options = read_entry(entry);
  const std::string source = source_of(options, entry, folder);
  const Table table = read_numbers(options, folder, layout);
  require_finite(table, source);
  if (reads_as(table.shape, layout.shape) || is_several(table.shape, layout.shape)) return table.values;
  if (table.values.size() != layout.size()) {
    throw WrongSize(concat(source, ": the observation has ", table.values.size(), " values (the simulators make ",
                           layout.size(), "); check the columns, or the simulators' options"));
  }
  raise(ErrorKind::data, concat(source, ": the observation has the shape ", to_text(table.shape),
                                " (the simulators make ", to_text(layout.shape), "); save it in their shape"));
}

Matrix read_observations(const std::string& file, const DataLayout& layout) {
  const std::size_t size = layout.size();
  Table table = read_table(file, chosen_columns({}, file, layout));
  put_in_order(table, layout, false, file);
  const bool numbers = table.shape.size() == 1 && size == 1;
  INQUEST_VALIDATE(is_several(table.shape, layout.shape) || numbers, data, file, ": an array ", to_text(table.shape),
                   " (must be [m, ...] with ", to_text(layout.shape),
                   " for each of m observations, as the estimator was trained on)");
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    INQUEST_VALIDATE(std::isfinite(table.values[i]), data, file, ": value ", i % size + 1, " of row ", i / size + 1,
                     " is ", table.values[i], " (an observation must be finite)");
  }
  Matrix x(table.shape.front(), size);
  x.values() = std::move(table.values);
  return x;
}

ConfigNode resolve_observation(const ConfigNode& entry) {
  const ObservationOptions options = read_entry(entry);
  if (options.file.empty()) return ConfigNode::numbers(options.numbers);
  std::vector<ConfigNode::Entry> resolved{{"file", ConfigNode::scalar(options.file)}};
  if (!options.columns.empty()) resolved.emplace_back("columns", ConfigNode::texts(options.columns));
  return ConfigNode::mapping(std::move(resolved));
}

}  // namespace inquest
