#include "core/chains/getdist_chain.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <map>
#include <sstream>

#include "core/config/suggest.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/text_table.hpp"

namespace inquest {
namespace {

using std::filesystem::exists;
using std::filesystem::path;

// A root has dots of its own.
path beside(const path& root, const std::string& ending) { return root.string() + ending; }

std::vector<path> chain_files(const path& root) {
  if (exists(beside(root, ".txt"))) return {beside(root, ".txt")};
  for (const char* mark : {"_", "."}) {
    std::vector<path> files;
    const auto next = [&] { return beside(root, concat(mark, files.size() + 1, ".txt")); };
    while (exists(next())) files.push_back(next());
    if (!files.empty()) return files;
  }
  return {};
}

std::vector<std::string> lines_of(const path& file) {
  std::vector<std::string> lines;
  std::istringstream text(read_file(file));
  for (std::string line; std::getline(text, line);) {
    line.resize(std::min(line.find('#'), line.size()));
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.pop_back();
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

struct Names {
  std::vector<std::string> all, derived;
};

Names read_names(const path& file) {
  Names names;
  for (const std::string& line : lines_of(file)) {
    std::string name;
    std::istringstream(line) >> name;
    const bool derived = name.ends_with('*');
    if (derived) name.pop_back();
    names.all.push_back(name);
    if (derived) names.derived.push_back(name);
  }
  return names;
}

std::map<std::string, std::string> read_properties(const path& file) {
  std::map<std::string, std::string> properties;
  if (!exists(file)) return properties;
  const auto trimmed = [](std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
    return text;
  };
  for (const std::string& line : lines_of(file)) {
    const std::size_t equal = line.find('=');
    if (equal != std::string::npos) properties[trimmed(line.substr(0, equal))] = trimmed(line.substr(equal + 1));
  }
  return properties;
}

double number_of(const std::string& text, const path& file) {
  std::istringstream in(text);
  double value = 0;
  INQUEST_VALIDATE(in >> value && in.eof(), data, file.string(), ": '", text, "' (must be a number)");
  return value;
}

void heed_properties(const path& root, ReadChainOptions& options) {
  const path file = beside(root, ".properties.ini");
  auto properties = read_properties(file);
  if (properties["sampler"] == "nested") refuse_nested(root.string(), "its .properties.ini says so");
  for (const char* ending : {".stats", "stats.dat", "_dead-birth.txt", "dead-birth.txt"}) {
    if (exists(beside(root, ending))) refuse_nested(root.string(), concat("there is ", beside(root, ending).string()));
  }
  const std::string temperature = properties["temperature"];
  INQUEST_VALIDATE(temperature.empty() || number_of(temperature, file) == 1, data, file.string(),
                   ": temperature = ", temperature,
                   " (the draws are of another density than the posterior); sample at temperature 1");
  const std::string removed = properties["burn_removed"];
  const bool is_removed = removed.starts_with('T') || removed.starts_with('t') || removed == "1";
  const std::string ignored = properties["ignore_rows"];
  if (options.ignore || is_removed || ignored.empty()) return;
  options.ignore = number_of(ignored, file);
  INQUEST_VALIDATE(*options.ignore >= 0, data, file.string(), ": ignore_rows = ", ignored, " (must be >= 0)");
}

ChainColumns read_files(const path& root, const std::vector<path>& files, const std::vector<std::string>& names) {
  ChainColumns columns;
  std::vector<double> values;
  for (const path& file : files) {
    const TextTable table = read_text_table(file.string());
    if (columns.names.empty()) {
      columns.names = names.empty() ? table.names : std::vector<std::string>{"weight", "minuslogpost"};
      columns.names.insert(columns.names.end(), names.begin(), names.end());
    }
    INQUEST_VALIDATE(!columns.names.empty(), data, file.string(), " does not name its columns (there is no ",
                     beside(root, ".paramnames").string(), "); write one, or a first line of names");
    INQUEST_VALIDATE(!names.empty() || table.names == columns.names, data, file.string(), " has the columns ",
                     join(table.names), " (those of the first file are ", join(columns.names),
                     "); chains of one run have the same");
    INQUEST_VALIDATE(table.columns == columns.names.size(), data, file.string(), " has ", table.columns,
                     " columns (weight, -log posterior and ", columns.names.size() - 2, " parameters are named)");
    columns.lengths.push_back(table.rows);
    values.insert(values.end(), table.values.begin(), table.values.end());
  }
  columns.values = Matrix(values.size() / columns.names.size(), columns.names.size());
  columns.values.values() = std::move(values);
  return columns;
}

}  // namespace

path getdist_root(const path& given) {
  if (!chain_files(given).empty()) return given;
  if (given.extension() != ".txt" || !exists(given)) return {};
  std::string root = given.string().substr(0, given.string().size() - 4);
  if (exists(beside(root, ".paramnames"))) return root;
  const std::size_t digits = root.find_last_not_of("0123456789");
  if (digits == std::string::npos || digits + 1 == root.size() || (root[digits] != '_' && root[digits] != '.'))
    return {};
  root.resize(digits);
  return exists(beside(root, ".paramnames")) ? path(root) : path();
}

ChainDraws read_getdist_chain(const path& root, ReadChainOptions& options) {
  heed_properties(root, options);
  const path names_file = beside(root, ".paramnames");
  const Names names = exists(names_file) ? read_names(names_file) : Names();
  const ChainColumns columns = read_files(root, chain_files(root), names.all);
  // The first two columns are what they are by their places; a parameter may be called lp.
  ReadChainOptions reading = options;
  if (!names.all.empty() && reading.log_posterior.empty()) reading.log_posterior = "minuslogpost";
  ChainDraws draws = draws_of_columns(columns, reading, root.string());
  leave_out(draws, names.derived);
  return draws;
}

void read_ranges(const path& root, ChainDraws& draws) {
  const path file = beside(root, ".ranges");
  if (!exists(file)) return;
  for (const std::string& line : lines_of(file)) {
    std::string name, lower, upper;
    std::istringstream(line) >> name >> lower >> upper;
    const auto found = std::ranges::find(draws.names, name);
    if (found == draws.names.end()) continue;
    ChainDraws::Range& range = draws.ranges[static_cast<std::size_t>(found - draws.names.begin())];
    if (lower != "N") range.lower = number_of(lower, file);
    if (upper != "N") range.upper = number_of(upper, file);
    INQUEST_VALIDATE(range.lower < range.upper, data, file.string(), ": ", name, " from ", lower, " to ", upper,
                     " (the lower end must be the smaller one)");
  }
}

}  // namespace inquest
