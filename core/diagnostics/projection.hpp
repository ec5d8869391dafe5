// Projection: a few numbers that stand for many, where only distances between data matter.
#pragma once

#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"

namespace inquest {

class Projection {
 public:
  /// Of numbers in standard deviations of `rows` [n, k], n > 1; one that never varies counts for nothing. More than
  /// `most` numbers become `most` sums of all with normal weights, which keep distances (Johnson & Lindenstrauss 1984).
  Projection(ConstMatrixView rows, std::size_t most, Seed seed);

  /// x [n, k] as [n, min(k, most)].
  Matrix apply(ConstMatrixView x) const;

 private:
  std::vector<double> centre_;     // [k]
  std::vector<double> deviation_;  // [k]
  Matrix weights_;                 // [k, min(k, most)]
};

}  // namespace inquest
