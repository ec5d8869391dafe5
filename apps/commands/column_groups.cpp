#include "apps/commands/column_groups.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/shape.hpp"
#include "core/config/suggest.hpp"
#include "core/files/table.hpp"
#include "core/information/columns.hpp"

namespace inquest {
namespace {

constexpr std::size_t fewest_rows = 30;

using Places = std::vector<std::size_t>;

ColumnGroup read_all(const std::string& file) {
  Table table = read_table(file);
  INQUEST_VALIDATE(!table.shape.empty() && table.shape[0] >= fewest_rows, data, file, ": ",
                   table.shape.empty() ? 1 : table.shape[0], " rows (information needs at least ", fewest_rows, ")");
  const std::size_t n = table.shape[0];
  ColumnGroup all{std::move(table.columns), Matrix(n, table.values.size() / n)};
  all.values.values() = std::move(table.values);
  for (std::size_t j = all.names.size(); j < all.values.cols(); ++j) all.names.push_back(std::to_string(j + 1));
  return all;
}

// Numbers first, ..., last of the word "3-10", else nothing.
std::vector<std::string> numbers_in(const std::string& word) {
  const std::size_t dash = word.find('-');
  const auto is_number = [](const std::string& part) {
    return !part.empty() && part.size() < 9 && part.find_first_not_of("0123456789") == std::string::npos;
  };
  std::vector<std::string> names;
  if (dash == std::string::npos || !is_number(word.substr(0, dash)) || !is_number(word.substr(dash + 1))) return names;
  const unsigned long last = std::stoul(word.substr(dash + 1));
  for (unsigned long k = std::stoul(word.substr(0, dash)); k <= last; ++k) names.push_back(std::to_string(k));
  return names;
}

std::vector<std::string> expanded(const std::string& word, const std::vector<std::string>& names) {
  if (std::ranges::count(names, word) > 0) return {word};
  if (word.ends_with("*")) {
    std::vector<std::string> found;
    std::ranges::copy_if(names, std::back_inserter(found),
                         [&](const std::string& name) { return name.starts_with(word.substr(0, word.size() - 1)); });
    return found;
  }
  return numbers_in(word);
}

Places places_of(const std::vector<std::string>& words, const std::vector<std::string>& names,
                 const std::string& file) {
  Places places;
  for (const std::string& word : words) {
    const std::vector<std::string> wanted = expanded(word, names);
    INQUEST_VALIDATE(!wanted.empty(), data, file, ": there is no column ", word, " ", suggest(word, names));
    for (const std::string& name : wanted) {
      const auto found = std::ranges::find(names, name);
      INQUEST_VALIDATE(found != names.end(), data, file, ": there is no column ", name, " ", suggest(name, names));
      places.push_back(static_cast<std::size_t>(found - names.begin()));
    }
  }
  return places;
}

// The columns that are in none of the groups.
Places others(std::size_t columns, const Places& one, const Places& other) {
  Places rest;
  for (std::size_t j = 0; j < columns; ++j) {
    if (std::ranges::count(one, j) + std::ranges::count(other, j) == 0) rest.push_back(j);
  }
  return rest;
}

ColumnGroup group_at(const ColumnGroup& all, const Places& places) {
  ColumnGroup group{{}, columns_at(all.values, places)};
  for (const std::size_t place : places) group.names.push_back(all.names[place]);
  return group;
}

void check(const ColumnGroup& group, const std::string& file) {
  for (std::size_t j = 0; j < group.names.size(); ++j) {
    bool varies = false;
    for (std::size_t i = 0; i < group.values.rows(); ++i) {
      INQUEST_VALIDATE(std::isfinite(group.values(i, j)), data, file, ": row ", i + 1, ", column ", group.names[j],
                       " = ", group.values(i, j), " (must be finite); leave such rows out");
      varies = varies || group.values(i, j) != group.values(0, j);
    }
    INQUEST_VALIDATE(varies, data, file, ": column ", group.names[j], " is constant (it tells nothing); leave it out");
  }
}

void check_apart(Places all, const std::vector<std::string>& names, const std::string& file) {
  std::ranges::sort(all);
  const auto twice = std::ranges::adjacent_find(all);
  INQUEST_VALIDATE(twice == all.end(), data, file, ": column ", names[*twice],
                   " is named twice (information of a column with itself is infinite); leave one out");
}

ColumnGroups of_one_table(const InformationArguments& arguments) {
  const std::string& file = arguments.files.front();
  const ColumnGroup all = read_all(file);
  Places of = places_of(arguments.of, all.names, file), other = places_of(arguments.other, all.names, file);
  const Places given = places_of(arguments.given, all.names, file);
  if (of.empty()) of = others(all.names.size(), other, given);
  if (other.empty()) other = others(all.names.size(), of, given);
  Places together = of;
  together.insert(together.end(), other.begin(), other.end());
  together.insert(together.end(), given.begin(), given.end());
  check_apart(together, all.names, file);
  INQUEST_VALIDATE(!of.empty() && !other.empty(), data, file, ": no column is left for one of the groups (--given and ",
                   "the other group hold all); name fewer");
  return {group_at(all, of), group_at(all, other), group_at(all, given)};
}

ColumnGroups of_two_tables(const InformationArguments& arguments) {
  const std::string &file = arguments.files[0], &second_file = arguments.files[1];
  const ColumnGroup all = read_all(file), second = read_all(second_file);
  INQUEST_VALIDATE(all.values.rows() == second.values.rows(), data, second_file, ": ", second.values.rows(), " rows (",
                   file, " has ", all.values.rows(), "); rows must belong together");
  const Places given = places_of(arguments.given, all.names, file);
  Places of = places_of(arguments.of, all.names, file), other = places_of(arguments.other, second.names, second_file);
  if (of.empty()) of = others(all.names.size(), given, {});
  if (other.empty()) other = others(second.names.size(), {}, {});
  check_apart(other, second.names, second_file);
  Places together = of;
  together.insert(together.end(), given.begin(), given.end());
  check_apart(together, all.names, file);
  return {group_at(all, of), group_at(second, other), group_at(all, given)};
}

}  // namespace

ColumnGroups read_column_groups(const InformationArguments& arguments) {
  ColumnGroups groups = arguments.files.size() == 1 ? of_one_table(arguments) : of_two_tables(arguments);
  check(groups.of, arguments.files.front());
  check(groups.other, arguments.files.back());
  check(groups.given, arguments.files.front());
  return groups;
}

}  // namespace inquest
