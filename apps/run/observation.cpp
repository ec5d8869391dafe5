#include "apps/run/observation.hpp"

#include <cmath>

#include "core/config/fields.hpp"
#include "core/files/table.hpp"

namespace inquest {
namespace {

struct ObservationOptions {
  std::string file;
  std::vector<std::string> columns;
  std::vector<double> numbers;

  void fields(FieldVisitor& visit) {
    visit.field("file", file, ".csv, .npy, or file.h5:/dataset");
    visit.field("columns", columns, "of a CSV; all where none is named");
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

struct Numbers {
  Table table;
  std::string source;
};

Numbers read_finite(const ObservationOptions& options, const ConfigNode& entry, const std::filesystem::path& folder) {
  const std::string file = (folder / options.file).string();
  const std::string source = options.file.empty() ? entry.where() : file;
  Table table =
      options.file.empty() ? Table{{options.numbers.size()}, options.numbers, {}} : read_table(file, options.columns);
  const std::vector<double>& x = table.values;
  for (std::size_t i = 0; i < x.size(); ++i) {
    INQUEST_VALIDATE(std::isfinite(x[i]), data, source, ": value ", i + 1, " of ", x.size(), " is ", x[i],
                     " (an observation must be finite); leave out what was not measured, there and in the simulator");
  }
  return {std::move(table), source};
}

}  // namespace

std::vector<double> read_observation(const ConfigNode& entry, const std::filesystem::path& folder) {
  return read_finite(read_entry(entry), entry, folder).table.values;
}

std::vector<double> read_observation(const ConfigNode& entry, const std::filesystem::path& folder, std::size_t size) {
  auto [table, source] = read_finite(read_entry(entry), entry, folder);
  const bool several = table.shape.size() == 2 && table.shape[0] > 0 && table.shape[1] == size;
  if (table.values.size() != size && !several) {
    throw WrongSize(concat(source, ": the observation has ", table.values.size(), " values (the simulators make ", size,
                           "); check the columns, or the simulators' options"));
  }
  return table.values;
}

Observations read_observations(const std::string& file, std::size_t size) {
  Table table = read_table(file);
  const std::size_t m = table.shape.empty() ? 0 : table.shape[0];
  INQUEST_VALIDATE(m > 0 && table.values.size() == m * size, data, file, ": an array ", to_text(table.shape),
                   " (must be [m, ...] with ", size,
                   " numbers in each of m observations, as the estimator was trained on)");
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    INQUEST_VALIDATE(std::isfinite(table.values[i]), data, file, ": value ", i % size + 1, " of row ", i / size + 1,
                     " is ", table.values[i], " (an observation must be finite)");
  }
  Observations result{{table.shape.begin() + 1, table.shape.end()}, Matrix(m, size)};
  if (result.shape.empty()) result.shape = {size};
  result.x.values() = std::move(table.values);
  return result;
}

ConfigNode resolve_observation(const ConfigNode& entry) {
  const ObservationOptions options = read_entry(entry);
  if (options.file.empty()) return ConfigNode::numbers(options.numbers);
  std::vector<ConfigNode::Entry> resolved{{"file", ConfigNode::scalar(options.file)}};
  if (!options.columns.empty()) resolved.emplace_back("columns", ConfigNode::texts(options.columns));
  return ConfigNode::mapping(std::move(resolved));
}

}  // namespace inquest
