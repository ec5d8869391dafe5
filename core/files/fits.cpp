#include "core/files/fits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "core/base/error.hpp"
#include "core/files/fits_handle.hpp"
#include "core/files/table_columns.hpp"

namespace inquest {
namespace {

using fits::Unit;

double absent = std::numeric_limits<double>::quiet_NaN();  // what cfitsio puts where there is no value
constexpr double largest_whole = 0x1p53;                   // beyond, neighbouring integers share one double

struct Column : TableColumn {
  int number = 0;       // from 1
  int type = 0;         // in the file
  int scaled_type = 0;  // with TSCAL and TZERO applied
};

bool is_integer(int type) { return type == TBYTE || type == TSHORT || type == TLONG || type == TLONGLONG; }

bool is_wide(int type) { return type == TLONGLONG || type == TULONGLONG; }

// Where a value is not there or, of `wide` integers, where no double may be equal to it; nothing where all are well.
std::optional<std::size_t> find_unreadable(const std::vector<double>& values, bool wide) {
  const auto bad = [&](double value) { return std::isnan(value) || (wide && std::abs(value) > largest_whole); };
  const auto found = std::ranges::find_if(values, bad);
  return found == values.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - values.begin()));
}

// What cfitsio gave for a value that is not there or no double; `keyword` marks the former.
std::string what_is_wrong(double value, const std::string& keyword) {
  if (!std::isnan(value)) {
    return concat("holds about ", value, " (an integer beyond 2^53, which no double need be equal to)");
  }
  return concat("has no value (", keyword, " marks it; a number is needed); leave it out, or put a number there");
}

// ---- images

// "(3, 1)": place along NAXIS1, NAXIS2, ..., from 1.
std::string pixel(std::size_t place, const Shape& shape) {
  std::string words;
  for (auto length = shape.rbegin(); length != shape.rend(); ++length) {
    words += concat(words.empty() ? "(" : ", ", place % *length + 1);
    place /= *length;
  }
  return words + ")";
}

// No compression of images makes a pixel smaller than some thousandth of a byte.
void require_possible(const Shape& shape, const Unit& unit) {
  double pixels = 1;
  for (const std::size_t length : shape) pixels *= static_cast<double>(length);
  INQUEST_VALIDATE(pixels <= 4096.0 * static_cast<double>(unit.file_bytes()), data, unit.where(),
                   " is damaged (an image ", to_text(shape), " does not fit into its file)");
}

FitsArray read_image(const Unit& unit) {
  int kept = 0, scaled = 0, status = 0;
  fits_get_img_type(unit, &kept, &status);
  fits_get_img_equivtype(unit, &scaled, &status);
  const bool packed = fits_is_compressed_image(unit, &status) != 0;
  const bool whole_numbers = kept > 0;
  FitsArray image{fits::image_shape(unit), {}, {}};
  if (packed) require_possible(image.shape, unit);
  image.values.resize(numbers_of(image.shape));
  // Where nothing marks values that are not there, none is looked for: cfitsio would put 0 for the smallest numbers.
  int any = 0;
  fits_read_img(unit, TDOUBLE, 1, static_cast<LONGLONG>(image.values.size()),
                whole_numbers || packed ? &absent : nullptr, image.values.data(), &any, &status);
  unit.require(status, "the image cannot be read");
  if (!whole_numbers) return image;
  if (const auto bad = find_unreadable(image.values, scaled == LONGLONG_IMG || scaled == ULONGLONG_IMG)) {
    raise(ErrorKind::data,
          concat(unit.where(), ": pixel ", pixel(*bad, image.shape), " ", what_is_wrong(image.values[*bad], "BLANK")));
  }
  return image;
}

// ---- tables

std::string quoted(const Column& column) {
  return column.name.empty() ? concat("column ", column.number) : concat("column '", column.name, "'");
}

Shape array_shape(const Unit& table, int column, std::size_t size) {
  if (size == 1) return {};
  constexpr int most = 99;
  std::vector<LONGLONG> lengths(most);
  int axes = 0, status = 0;
  fits_read_tdimll(table, column, most, &axes, lengths.data(), &status);
  table.require(status, concat("TDIM", column, " cannot be read"));
  lengths.resize(static_cast<std::size_t>(std::clamp(axes, 1, most)));
  return {lengths.rbegin(), lengths.rend()};
}

std::vector<Column> columns_of(const Unit& table) {
  int count = 0, status = 0;
  fits_get_num_cols(table, &count, &status);
  table.require(status, "the columns cannot be read");
  std::vector<Column> columns;
  for (int i = 1; i <= count; ++i) {
    Column column;
    column.number = i;
    column.name = table.text_key(concat("TTYPE", i));
    LONGLONG repeat = 0, width = 0;
    fits_get_coltypell(table, i, &column.type, &repeat, &width, &status);
    fits_get_eqcoltypell(table, i, &column.scaled_type, nullptr, nullptr, &status);
    table.require(status, concat(quoted(column), " cannot be read"));
    const bool one = column.type == TSTRING || column.type < 0 || table.is_text_table();
    if (!one) column.shape = array_shape(table, i, static_cast<std::size_t>(repeat));
    columns.push_back(std::move(column));
  }
  return columns;
}

// Why the values of a column are no numbers that a table can hold; nothing where they are.
std::string obstacle(const Column& column) {
  if (column.type < 0) return "arrays of different lengths (one length is needed); pad them to arrays of one length";
  if (column.type == TSTRING) return "text (numbers are needed); choose the columns of numbers with `columns`";
  if (column.type == TBIT) return "bits (numbers are needed); write them as truth values or integers";
  if (column.type == TCOMPLEX || column.type == TDBLCOMPLEX) {
    return "complex numbers (real ones are needed); save their real and imaginary parts as two columns";
  }
  return column.size() == 0 ? "nothing (its arrays have no numbers); choose others with `columns`" : "";
}

void require_numbers(const Unit& table, const Column& column) {
  const std::string packed = table.text_key("ZTABLE");
  INQUEST_VALIDATE(packed.empty() || packed == "F", data, table.where(),
                   " is a table that fpack has compressed (images alone are read so); unpack it with funpack");
  const std::string holds = obstacle(column);
  INQUEST_VALIDATE(holds.empty(), data, table.where(), ": ", quoted(column), " holds ", holds);
}

// cfitsio gives truth values as characters only.
void read_truth(const Unit& table, const Column& column, LONGLONG row, std::vector<double>& values, int& status) {
  std::vector<char> truth(values.size());
  char none = 2;
  int any = 0;
  fits_read_col(table, TLOGICAL, column.number, row, 1, static_cast<LONGLONG>(truth.size()), &none, truth.data(), &any,
                &status);
  std::ranges::transform(truth, values.begin(), [&](char value) { return value == none ? absent : value; });
}

// Numbers [rows, size] of a column from a row (from 1) on, as many as `values` holds.
void read_column(const Unit& table, const Column& column, LONGLONG row, std::vector<double>& values) {
  int status = 0, any = 0;
  const bool marked = is_integer(column.type) || table.is_text_table();  // as of an image
  if (column.type == TLOGICAL) {
    read_truth(table, column, row, values, status);
  } else {
    fits_read_col(table, TDOUBLE, column.number, row, 1, static_cast<LONGLONG>(values.size()),
                  marked ? &absent : nullptr, values.data(), &any, &status);
  }
  table.require(status, concat(quoted(column), " cannot be read"));
  if (!marked && column.type != TLOGICAL) return;
  if (const auto bad = find_unreadable(values, is_wide(column.scaled_type))) {
    const std::string number = column.shape.empty() ? "" : concat(", number ", *bad % column.size() + 1);
    raise(ErrorKind::data,
          concat(table.where(), ": row ", static_cast<std::size_t>(row) + *bad / column.size(), " (from 1), ",
                 quoted(column), number, " ",
                 what_is_wrong(values[*bad], column.type == TLOGICAL ? "0" : concat("TNULL", column.number))));
  }
}

// All rows; as many at a time as cfitsio has buffers for, so that the file is read once, whatever the number of
// columns.
std::vector<double> read_rows(const Unit& table, const std::vector<Column>& columns, const ColumnChoice& choice,
                              std::size_t rows) {
  long at_once = 0;
  int status = 0;
  fits_get_rowsize(table, &at_once, &status);
  table.require(status, "the table cannot be read");
  const auto most = static_cast<std::size_t>(std::max(at_once, 1L));
  std::vector<double> values(rows * choice.width()), part;
  for (std::size_t first = 0; first < rows; first += most) {
    const std::size_t count = std::min(most, rows - first);
    const auto result = std::span(values).subspan(first * choice.width(), count * choice.width());
    for (const std::size_t j : choice.columns()) {
      part.resize(count * columns[j].size());
      read_column(table, columns[j], static_cast<LONGLONG>(first) + 1, part);
      choice.place(j, part.data(), columns[j].size(), result);
    }
  }
  return values;
}

FitsArray read_table(const Unit& table, const std::vector<std::string>& wanted) {
  const std::vector<Column> columns = columns_of(table);
  const ColumnChoice choice({columns.begin(), columns.end()}, wanted, table.where());
  for (const std::size_t j : choice.columns()) require_numbers(table, columns[j]);
  LONGLONG rows = 0;
  int status = 0;
  fits_get_num_rowsll(table, &rows, &status);
  table.require(status, "the table cannot be read");
  const auto count = static_cast<std::size_t>(rows);
  return {choice.shape(count), read_rows(table, columns, choice, count), choice.names()};
}

}  // namespace

FitsArray read_fits(const std::string& file, const std::string& part, const std::vector<std::string>& columns) {
  const fits::Session session;
  const Unit unit(file, part);
  INQUEST_VALIDATE(unit.is_table() || columns.empty(), data, unit.where(), " is an image (column '", columns.front(),
                   "' is asked for, and only tables have columns)");
  unit.require_data_sum();
  return unit.is_table() ? read_table(unit, columns) : read_image(unit);
}

std::vector<std::string> fits_column_names(const std::string& file, const std::string& part) {
  const fits::Session session;
  const Unit unit(file, part);
  if (!unit.is_table()) return {};
  const std::vector<Column> columns = columns_of(unit);
  std::vector<std::string> names = number_names({columns.begin(), columns.end()});
  std::erase(names, "");
  return names;
}

bool is_fits_table(const std::string& file, const std::string& part) {
  const fits::Session session;
  return Unit(file, part).is_table();
}

}  // namespace inquest
