#include "core/files/table_columns.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/error.hpp"
#include "core/files/find_columns.hpp"

namespace inquest {
namespace {

struct Number {
  std::size_t column, element;
};

std::string number_name(const TableColumn& column, std::size_t element) {
  return column.shape.empty() || column.name.empty() ? column.name : concat(column.name, "_", element + 1);
}

// "flux_3" of a column "flux" of arrays; nothing where there is none.
std::optional<Number> number_of_array(const std::vector<TableColumn>& columns, const std::string& name) {
  const std::size_t bar = name.rfind('_');
  if (bar == std::string::npos) return std::nullopt;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (columns[j].shape.empty() || columns[j].name != name.substr(0, bar)) continue;
    std::size_t place = 0;
    std::from_chars(name.data() + bar + 1, name.data() + name.size(), place);
    const bool there = place >= 1 && place <= columns[j].size() && number_name(columns[j], place - 1) == name;
    if (there) return Number{j, place - 1};
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> number_names(const std::vector<TableColumn>& columns) {
  std::vector<std::string> names;
  for (const TableColumn& column : columns) {
    for (std::size_t e = 0; e < column.size(); ++e) names.push_back(number_name(column, e));
  }
  return names;
}

ColumnChoice::ColumnChoice(const std::vector<TableColumn>& columns, const std::vector<std::string>& wanted,
                           const std::string& where)
    : places_(columns.size()) {
  std::vector<std::string> names;
  for (const TableColumn& column : columns) names.push_back(column.name);
  const auto add_all = [&](std::size_t j) {
    for (std::size_t e = 0; e < columns[j].size(); ++e) add(j, e, number_name(columns[j], e));
  };
  std::vector<std::size_t> whole = wanted.empty() ? default_columns(names) : std::vector<std::size_t>();
  for (const std::size_t j : whole) add_all(j);
  for (const std::string& name : wanted) {
    const bool is_column = std::ranges::find(names, name) != names.end();
    if (const auto number = is_column ? std::nullopt : number_of_array(columns, name)) {
      add(number->column, number->element, name);
      continue;
    }
    whole.push_back(find_columns(names, {name}, where).front());
    add_all(whole.back());
  }
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const bool empty = std::ranges::find(whole, j) != whole.end() && columns[j].size() == 0;
    if (!places_[j].empty() || empty) columns_.push_back(j);
  }
  if (whole.size() == 1 && wanted.size() <= 1 && columns[whole.front()].shape.size() > 1) {
    array_ = columns[whole.front()].shape;
  }
}

void ColumnChoice::add(std::size_t column, std::size_t element, const std::string& name) {
  places_[column].push_back({element, names_.size()});
  names_.push_back(name);
}

Shape ColumnChoice::shape(std::size_t rows) const {
  if (array_.empty()) return {rows, width()};
  Shape shape{rows};
  shape.insert(shape.end(), array_.begin(), array_.end());
  return shape;
}

std::vector<std::string> ColumnChoice::names() const {
  const bool named = array_.empty() && !std::ranges::all_of(names_, &std::string::empty);
  return named ? names_ : std::vector<std::string>();
}

void ColumnChoice::place(std::size_t column, const double* values, std::size_t stride, std::span<double> result) const {
  for (std::size_t first = 0; first < result.size(); first += width(), values += stride) {
    for (const auto& [element, target] : places_[column]) result[first + target] = values[element];
  }
}

}  // namespace inquest
