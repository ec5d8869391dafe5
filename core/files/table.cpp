#include "core/files/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/h5.hpp"
#include "core/files/npy.hpp"

namespace inquest {
namespace {

constexpr std::string_view blanks = " \t";

struct Line {
  std::size_t number = 0;
  std::vector<std::string> fields;
};

// A CSV file as text, so that columns nobody asked for may hold anything.
struct TextTable {
  std::string file;
  std::vector<std::string> columns;  // empty without a header line
  std::vector<Line> lines;
};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return value;
  // Out of range: from_chars leaves the value, which is 0 or infinity to a reader of the file.
  return error == std::errc::result_out_of_range ? std::optional(std::strtod(std::string(text).c_str(), nullptr))
                                                 : std::nullopt;
}

// The quoted field that `rest` starts with; "" inside is a quote. Takes it off `rest`.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string field;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != '"') {
      field += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
      field += rest[i++];
    } else {
      rest.remove_prefix(i + 1);
      return field;
    }
  }
  return std::nullopt;
}

// Takes one field and the separator behind it off `rest`; nothing where a quote is not closed.
std::optional<std::string> take_field(std::string_view& rest, bool by_comma) {
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
  std::optional<std::string> field = rest.starts_with('"') ? take_quoted(rest) : std::string();
  if (!field) return field;
  const std::size_t end = std::min(by_comma ? rest.find(',') : rest.find_first_of(blanks), rest.size());
  *field += trim(rest.substr(0, end));
  rest.remove_prefix(end);
  return field;
}

std::vector<std::string> split_fields(std::string_view line, bool by_comma, const std::string& where) {
  std::vector<std::string> fields;
  std::string_view rest = line;
  while (true) {
    std::optional<std::string> field = take_field(rest, by_comma);
    INQUEST_VALIDATE(field.has_value(), data, where, ": a quote (\") is not closed");
    fields.push_back(*std::move(field));
    if (rest.empty()) return fields;
    if (by_comma) rest.remove_prefix(1);
  }
}

bool has_comma(std::string_view line) {
  bool quoted = false;
  return std::ranges::any_of(line, [&](char c) {
    if (c == '"') quoted = !quoted;
    return c == ',' && !quoted;
  });
}

// A first line that mixes names and numbers is not guessed at: it could be data, and would be lost.
bool is_header(const Line& line, const std::string& file) {
  const auto is_number = [](const std::string& field) { return field.empty() || parse_number(field).has_value(); };
  const auto numbers = std::ranges::count_if(line.fields, is_number);
  const auto size = static_cast<std::ptrdiff_t>(line.fields.size());
  INQUEST_VALIDATE(numbers == 0 || numbers == size, data, file, ":", line.number,
                   ": mixes numbers and text (neither names of columns nor data); give the file a first line of names");
  return numbers == 0;
}

void append_line(TextTable& table, Line line) {
  const std::size_t width = table.lines.empty() ? table.columns.size() : table.lines.front().fields.size();
  INQUEST_VALIDATE(width == 0 || line.fields.size() == width, data, table.file, ":", line.number, ": has ",
                   line.fields.size(), " fields (the lines above have ", width, ")");
  table.lines.push_back(std::move(line));
}

TextTable parse_text(const std::string& content, const std::string& file) {
  TextTable table{file, {}, {}};
  std::optional<bool> by_comma;  // decided by the first line
  std::string_view rest = content;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    text = trim(text);
    if (text.empty() || text.starts_with('#')) continue;
    const bool first = !by_comma.has_value();
    if (first) by_comma = has_comma(text);
    Line line{number, split_fields(text, *by_comma, concat(file, ":", number))};
    if (first && is_header(line, file)) {
      table.columns = std::move(line.fields);
    } else {
      append_line(table, std::move(line));
    }
  }
  INQUEST_VALIDATE(!table.lines.empty(), data, file, " holds no rows of numbers");
  return table;
}

std::vector<std::size_t> find_columns(const TextTable& table, const std::vector<std::string>& names) {
  INQUEST_VALIDATE(!table.columns.empty(), data, table.file, " does not name its columns (column '", names.front(),
                   "' is asked for); give it a first line of names");
  std::vector<std::size_t> found;
  for (const std::string& name : names) {
    const auto at = std::ranges::find(table.columns, name);
    INQUEST_VALIDATE(at != table.columns.end(), data, table.file, " has no column '", name, "' ",
                     suggest(name, table.columns));
    INQUEST_VALIDATE(std::ranges::count(table.columns, name) == 1, data, table.file, " has several columns '", name,
                     "' (names must differ)");
    found.push_back(static_cast<std::size_t>(at - table.columns.begin()));
  }
  return found;
}

double number_at(const TextTable& table, const Line& line, std::size_t column) {
  const std::string& field = line.fields[column];
  const std::optional<double> value = parse_number(field);
  if (value) return *value;
  const std::string name = table.columns.empty() ? concat(column + 1) : concat("'", table.columns[column], "'");
  const std::string advice = table.columns.empty() ? "" : "; choose the columns of numbers with `columns`";
  raise(ErrorKind::data, concat(table.file, ":", line.number, ": column ", name,
                                field.empty() ? " is empty (a number is needed; nan where there is none)"
                                              : concat(" = '", field, "' (a number is needed)", advice)));
}

Table read_csv(const std::string& file, const std::vector<std::string>& names) {
  const TextTable text = parse_text(read_file(file), file);
  std::vector<std::size_t> kept(text.lines.front().fields.size());
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  if (!names.empty()) kept = find_columns(text, names);

  Table table{{text.lines.size(), kept.size()}, {}, names.empty() ? text.columns : names};
  table.values.reserve(text.lines.size() * kept.size());
  for (const Line& line : text.lines) {
    for (const std::size_t column : kept) table.values.push_back(number_at(text, line, column));
  }
  return table;
}

bool is_one_of(std::string_view extension, std::initializer_list<std::string_view> known) {
  return std::ranges::find(known, extension) != known.end();
}

void refuse_columns(const std::string& location, const std::vector<std::string>& columns) {
  INQUEST_VALIDATE(columns.empty(), data, location, " has no named columns ('", columns.front(),
                   "' is asked for; only .csv files have them)");
}

// "file.h5:/dataset", parted at the last colon.
Table read_dataset(const std::string& location) {
  const std::size_t colon = location.rfind(":/");
  const H5File file = H5File::open(location.substr(0, colon));
  INQUEST_VALIDATE(colon != std::string::npos, data, location, " holds several arrays (",
                   suggest("", file.children("/")), "); name one, as in ", location, ":/x");
  H5Array<double> array = file.read<double>(location.substr(colon + 1));
  return {std::move(array.shape), std::move(array.values), {}};
}

}  // namespace

Table read_table(const std::string& location, const std::vector<std::string>& columns) {
  const std::string extension = std::filesystem::path(location.substr(0, location.rfind(":/"))).extension().string();
  if (is_one_of(extension, {".csv", ".txt", ".dat", ".tsv"})) return read_csv(location, columns);
  INQUEST_VALIDATE(is_one_of(extension, {".npy", ".h5", ".hdf5"}), data, location, " has the extension '", extension,
                   "' (known: .csv, .txt, .dat, .tsv, .npy, .h5, .hdf5)");
  refuse_columns(location, columns);
  if (extension != ".npy") return read_dataset(location);
  NpyArray array = read_npy(location);
  return {std::move(array.shape), std::move(array.values), {}};
}

}  // namespace inquest
