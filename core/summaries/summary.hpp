// Summary: numbers that sum up a row of data by a fixed rule. Networks see them in place of the data.
//
// Nothing of it is trained, so that it is one compression for all models of a comparison. The kinds that there are:
// core/summaries/summaries.hpp.
#pragma once

#include <cstddef>
#include <span>

namespace inquest {

class Summary {
 public:
  virtual ~Summary() = default;

  /// Numbers that sum up a row.
  virtual std::size_t size() const = 0;

  /// Of a row x, whose shape the summary was made for, into out [size()]; throws Error(data) where a number is not
  /// finite.
  virtual void of(std::span<const double> x, std::span<double> out) const = 0;
};

}  // namespace inquest
