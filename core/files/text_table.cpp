#include "core/files/text_table.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/ecsv.hpp"
#include "core/files/find_columns.hpp"

namespace inquest {
namespace {

constexpr std::string_view blanks = " \t";
constexpr char white_space = ' ';  // as a separator: any number of blanks

struct Line {
  std::size_t number = 0;
  std::vector<std::string> fields;
};

// The file as text, so that columns nobody asked for may hold anything.
struct Content {
  std::string file;
  std::vector<std::string> names;  // empty where the file gives none
  std::vector<Line> lines;
  std::vector<EcsvHeader::Column> types;  // of the columns of an ECSV text, else empty

  std::size_t width() const { return lines.front().fields.size(); }
};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<double> plain_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return value;
  // Out of range: from_chars leaves the value, which is 0 or infinity to a reader of the file.
  return error == std::errc::result_out_of_range ? std::optional(std::strtod(std::string(text).c_str(), nullptr))
                                                 : std::nullopt;
}

// Fortran writes 1.0D+05, and leaves the letter out before three digits: 1.0-105.
std::optional<double> fortran_number(std::string_view text) {
  const std::size_t letter = text.find_first_of("dD");
  const std::size_t sign = text.find_last_of("+-");
  if (text.find_first_not_of("0123456789.+-dD") != text.npos || text.find('.') == text.npos) return std::nullopt;
  std::string usual(text);
  if (letter != text.npos) {
    usual[letter] = 'e';
    if (letter + 1 < usual.size() && usual[letter + 1] == '+') usual.erase(letter + 1, 1);
  } else if (sign != text.npos && sign > text.find('.') && text.size() - sign == 4) {
    usual.insert(sign, 1, 'e');
  }
  return plain_number(usual);
}

std::optional<double> parse_number(std::string_view text) {
  const std::optional<double> value = plain_number(text);
  return value ? value : fortran_number(text);
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

void skip_blanks(std::string_view& rest, char separator) {
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t') && rest.front() != separator) {
    rest.remove_prefix(1);
  }
}

// Takes one field off `rest`, up to the separator behind it; nothing where a quote is not closed.
std::optional<std::string> take_field(std::string_view& rest, char separator) {
  if (separator != white_space) skip_blanks(rest, separator);
  std::optional<std::string> field = rest.starts_with('"') ? take_quoted(rest) : std::string();
  if (!field) return field;
  const std::size_t end =
      std::min(separator == white_space ? rest.find_first_of(blanks) : rest.find(separator), rest.size());
  *field += trim(rest.substr(0, end));
  rest.remove_prefix(end);
  return field;
}

std::vector<std::string> split_fields(std::string_view line, char separator, const std::string& where) {
  std::vector<std::string> fields;
  std::string_view rest = separator == white_space ? trim(line) : line;
  while (true) {
    std::optional<std::string> field = take_field(rest, separator);
    INQUEST_VALIDATE(field.has_value(), data, where, ": a quote (\") is not closed");
    fields.push_back(*std::move(field));
    if (rest.empty()) return fields;
    rest.remove_prefix(1);
    if (separator == white_space) rest = trim(rest);
  }
}

bool has_outside_quotes(std::string_view line, char wanted) {
  bool quoted = false;
  return std::ranges::any_of(line, [&](char c) {
    if (c == '"') quoted = !quoted;
    return c == wanted && !quoted;
  });
}

// That of the whole file, by its first line. Tabs among blanks are white space.
char separator_of(std::string_view line) {
  for (const char separator : {';', ','}) {
    if (has_outside_quotes(line, separator)) return separator;
  }
  return has_outside_quotes(line, '\t') && !has_outside_quotes(line, ' ') ? '\t' : white_space;
}

// A first line that mixes names and numbers is not guessed at: it could be data, and would be lost.
bool is_header(const Line& line, const std::string& file) {
  const auto is_empty = [](const std::string& field) { return field.empty(); };
  const auto is_number = [](const std::string& field) { return parse_number(field).has_value(); };
  const auto numbers = std::ranges::count_if(line.fields, is_number);
  const auto names =
      static_cast<std::ptrdiff_t>(line.fields.size()) - numbers - std::ranges::count_if(line.fields, is_empty);
  INQUEST_VALIDATE(numbers == 0 || names == 0, data, file, ":", line.number,
                   ": mixes numbers and text (neither names of columns nor data); give the file a first line of names");
  return names > 0;
}

// Whether a line is 0, 1, 2, ..., of columns that are separated and not in white space.
bool counts_columns(const Line& line, char separator) {
  const bool index = line.fields.front().empty();  // of pandas, whose column has no name
  const std::size_t first = index ? 1 : 0;
  if (separator == white_space || line.fields.size() < 2) return false;
  for (std::size_t j = first; j < line.fields.size(); ++j) {
    if (line.fields[j] != std::to_string(j - first)) return false;
  }
  return true;
}

// The numbers that pandas gives columns without names look like one row more. An only row is one, and so is 0, 1 above
// integers alone, which may be a table of them.
void require_no_numbered_columns(const Content& content, char separator) {
  if (!content.names.empty() || content.lines.size() < 2) return;
  const Line& first = content.lines.front();
  if (!counts_columns(first, separator)) return;
  const auto is_integer = [](const std::string& field) {
    return field.find_first_not_of("+-0123456789") == field.npos;
  };
  const bool integers = std::ranges::all_of(
      content.lines, [&](const Line& line) { return std::ranges::all_of(line.fields, is_integer); });
  INQUEST_VALIDATE(integers && !first.fields.front().empty() && first.fields.size() == 2, data, content.file, ":",
                   first.number, ": is 0, 1, ... (as pandas numbers columns that have no names, and no row of data); ",
                   "write the table with header=False, or with the names of its columns; where it is data, write 0.0");
}

// The words of a comment, if they can be the names of that many columns.
std::vector<std::string> names_in(std::string_view comment, char separator, std::size_t columns) {
  comment.remove_prefix(std::min(comment.find_first_not_of("# \t"), comment.size()));
  if (comment.empty() || std::ranges::count(comment, '"') % 2 != 0) return {};
  std::vector<std::string> names = split_fields(comment, separator, "");
  const auto is_number = [](const std::string& name) { return parse_number(name).has_value(); };
  if (names.size() != columns || std::ranges::any_of(names, is_number)) return {};
  return names;
}

void append_line(Content& content, Line line) {
  const std::size_t width = content.lines.empty() ? content.names.size() : content.width();
  INQUEST_VALIDATE(width == 0 || line.fields.size() == width, data, content.file, ":", line.number, ": has ",
                   line.fields.size(), " fields (the lines above have ", width, ")");
  content.lines.push_back(std::move(line));
}

// The first line of an ECSV text, whatever it looks like.
void take_ecsv_names(Content& content, Line line) {
  std::vector<std::string> stated;
  for (const EcsvHeader::Column& column : content.types) stated.push_back(column.name);
  INQUEST_VALIDATE(line.fields == stated, data, content.file, ":", line.number, ": names the columns ",
                   join(line.fields), " (the header above has ", join(stated), "); they must be the same");
  content.names = std::move(line.fields);
}

// What editors and old machines write that is no text of lines to others.
void require_lines(const std::string& text, const std::string& file) {
  const bool utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  INQUEST_VALIDATE(!utf16, data, file, " is in UTF-16 (ASCII or UTF-8 is read); save it as UTF-8");
  INQUEST_VALIDATE(
      text.find('\r') == text.npos || text.find('\n') != text.npos, data, file,
      " ends its lines with carriage returns alone (line feeds are needed); convert it, as by tr '\\r' '\\n'");
}

bool has_bars(std::string_view field) {
  const std::size_t bar = field.find('|');
  if (bar == field.npos || !parse_number(trim(field.substr(0, bar)))) return false;
  const std::string_view rest = trim(field.substr(bar + 1));
  return parse_number(rest) || has_bars(rest);
}

// One of several fields may be a text with bars.
void require_no_bars(const Line& line, const std::string& file) {
  const std::string& field = line.fields.front();
  INQUEST_VALIDATE(line.fields.size() > 1 || !has_bars(field), data, file, ":", line.number, ": '", field,
                   "' (bars separate no fields here); separate them by semicolons, commas, tabs or white space");
}

Content parse(const std::string& text, const std::string& file) {
  require_lines(text, file);
  Content content{file, {}, {}, {}};
  std::optional<char> separator;  // decided by the first line
  std::string_view comment;       // right above the first line
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  const bool ecsv = is_ecsv(rest);
  EcsvHeader header = ecsv ? read_ecsv_header(rest, file) : EcsvHeader();
  content.types = std::move(header.columns);
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line_text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line_text.ends_with('\r')) line_text.remove_suffix(1);
    if (trim(line_text).starts_with('#')) comment = trim(line_text);
    if (trim(line_text).empty() || trim(line_text).starts_with('#')) continue;
    const bool first = !separator.has_value();
    if (first) separator = ecsv ? header.delimiter : separator_of(line_text);
    Line line{number, split_fields(line_text, *separator, concat(file, ":", number))};
    require_no_bars(line, file);
    if (first && ecsv) {
      take_ecsv_names(content, std::move(line));
      continue;
    }
    if (first && is_header(line, file)) {
      content.names = std::move(line.fields);
      continue;
    }
    if (first) content.names = names_in(comment, *separator, line.fields.size());
    append_line(content, std::move(line));
  }
  INQUEST_VALIDATE(!content.lines.empty(), data, file, " holds no rows of numbers");
  if (!ecsv) require_no_numbered_columns(content, *separator);
  return content;
}

// Whether a column says which rows of another one are masked, as astropy writes it: "flux.mask" of "flux".
bool is_mask(const Content& content, std::size_t column) {
  if (content.types.empty() || content.types[column].type != "bool") return false;
  const std::string& name = content.names[column];
  return name.ends_with(".mask") && std::ranges::count(content.names, name.substr(0, name.size() - 5)) > 0;
}

// Columns with a name, or all where none has one; not what follows a separator at the end of each line, and no masks.
std::vector<std::size_t> columns_by_default(const Content& content) {
  const bool named = !content.names.empty();
  std::vector<std::size_t> columns = default_columns(named ? content.names : std::vector<std::string>(content.width()));
  std::erase_if(columns, [&](std::size_t column) { return is_mask(content, column); });
  const auto ends_empty = [](const Line& line) { return line.fields.back().empty(); };
  const bool separator_at_end = content.width() > 1 && std::ranges::all_of(content.lines, ends_empty);
  if (!named && separator_at_end) columns.pop_back();
  return columns;
}

std::vector<std::size_t> columns_asked_for(const Content& content, const std::vector<std::string>& names) {
  INQUEST_VALIDATE(!content.names.empty(), data, content.file, " does not name its columns (column '", names.front(),
                   "' is asked for); give it a first line of names");
  return find_columns(content.names, names, content.file);
}

// What the header of an ECSV text says of a column: that it holds no numbers, or, in another, which rows are masked.
void require_numbers(const Content& content, std::size_t column) {
  if (content.types.empty()) return;
  const std::string& name = content.names[column];
  const std::string obstacle = no_numbers_because(content.types[column]);
  INQUEST_VALIDATE(obstacle.empty(), data, content.file, ": column '", name, "' holds ", obstacle,
                   " (numbers are needed); choose the columns of numbers with `columns`");
  const auto mask = std::ranges::find(content.names, name + ".mask");
  if (mask == content.names.end()) return;
  const auto place = mask - content.names.begin();
  for (const Line& line : content.lines) {
    INQUEST_VALIDATE(line.fields[static_cast<std::size_t>(place)] != "True", data, content.file, ":", line.number,
                     ": column '", name, "' is masked (", *mask, " says so; a number is needed); leave out the row");
  }
}

std::optional<double> truth_value(std::string_view text) {
  if (text == "True") return 1;
  return text == "False" ? std::optional<double>(0) : std::nullopt;
}

double number_at(const Content& content, const Line& line, std::size_t column) {
  const std::string& field = line.fields[column];
  const bool truth = !content.types.empty() && content.types[column].type == "bool";
  const std::optional<double> value = truth ? truth_value(field) : parse_number(field);
  if (value) return *value;
  const std::string name = content.names.empty() ? concat(column + 1) : concat("'", content.names[column], "'");
  const std::string advice = content.names.empty() ? "" : "; choose the columns of numbers with `columns`";
  raise(ErrorKind::data, concat(content.file, ":", line.number, ": column ", name,
                                field.empty() ? " is empty (a number is needed; nan where there is none)"
                                              : concat(" = '", field, "' (a number is needed)", advice)));
}

}  // namespace

TextTable read_text_table(const std::string& file, const std::vector<std::string>& names) {
  const Content content = parse(read_file(file), file);
  const std::vector<std::size_t> kept = names.empty() ? columns_by_default(content) : columns_asked_for(content, names);
  for (const std::size_t column : kept) require_numbers(content, column);
  TextTable table{content.lines.size(), kept.size(), {}, {}};
  table.values.reserve(table.rows * table.columns);
  for (const Line& line : content.lines) {
    for (const std::size_t column : kept) table.values.push_back(number_at(content, line, column));
  }
  for (const std::size_t column : kept) {
    if (!content.names.empty()) table.names.push_back(content.names[column]);
  }
  return table;
}

std::vector<std::string> read_column_names(const std::string& file) {
  std::vector<std::string> names = parse(read_file(file), file).names;
  std::erase(names, "");
  return names;
}

}  // namespace inquest
