#include "core/model/data_layout.hpp"

#include <algorithm>
#include <set>

namespace inquest {
namespace {

Shape without_ones(Shape shape) {
  std::erase(shape, 1U);
  return shape;
}

}  // namespace

bool reads_as(const Shape& given, const Shape& wanted) {
  const Shape lengths = without_ones(given);
  return numbers_of(given) == numbers_of(wanted) && (lengths.size() <= 1 || lengths == without_ones(wanted));
}

std::optional<std::vector<std::size_t>> places_of(const std::vector<std::string>& wanted,
                                                  const std::vector<std::string>& given) {
  const std::set<std::string> names(wanted.begin(), wanted.end());
  if (names != std::set(given.begin(), given.end()) || names.size() != wanted.size() || names.size() != given.size()) {
    return std::nullopt;
  }
  std::vector<std::size_t> places;
  for (const std::string& name : wanted) {
    places.push_back(static_cast<std::size_t>(std::ranges::find(given, name) - given.begin()));
  }
  return places;
}

std::vector<double> in_order(const std::vector<double>& values, const std::vector<std::size_t>& places) {
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t column = i % places.size();
    result[i] = values[i - column + places[column]];
  }
  return result;
}

}  // namespace inquest
