// DataLayout: what is known of the numbers of one observation: their shape, and their names where a table names them.
//
// Files are held to it, so that no number is taken for another: names go before places, and an array of several
// dimensions is never read as one of another shape.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/shape.hpp"

namespace inquest {

struct DataLayout {
  Shape shape;
  std::vector<std::string> names;  // of its numbers, or none

  DataLayout() = default;
  DataLayout(Shape shape, std::vector<std::string> names = {}) : shape(std::move(shape)), names(std::move(names)) {}
  DataLayout(std::initializer_list<std::size_t> shape) : shape(shape) {}

  std::size_t size() const { return numbers_of(shape); }

  bool operator==(const DataLayout&) const = default;
};

/// Whether an array of shape `given` can be read as one of shape `wanted`: it has the same lengths, those of 1 apart,
/// or is a single row or column of as many numbers.
bool reads_as(const Shape& given, const Shape& wanted);

/// Where each of the `wanted` names stands among the `given` ones; nothing unless these are the same names, each once.
std::optional<std::vector<std::size_t>> places_of(const std::vector<std::string>& wanted,
                                                  const std::vector<std::string>& given);

/// The columns [n, k] of `values`, row by row, in the order of `places`.
std::vector<double> in_order(const std::vector<double>& values, const std::vector<std::size_t>& places);

}  // namespace inquest
