#include "core/diagnostics/projection.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

// Of each column; 0 of one that never varies, where sums of rounded numbers have a scatter.
std::vector<double> deviations(ConstMatrixView x) {
  std::vector<double> result(x.cols());
  std::vector<double> column(x.rows());
  for (std::size_t j = 0; j < x.cols(); ++j) {
    for (std::size_t i = 0; i < x.rows(); ++i) column[i] = x(i, j);
    const auto [least, largest] = std::ranges::minmax(column);
    const double deviation = standard_deviation(column);
    result[j] = least < largest && std::isfinite(deviation) ? deviation : 0;
  }
  return result;
}

}  // namespace

Projection::Projection(ConstMatrixView rows, std::size_t most, Seed seed)
    : centre_(rows.cols()), deviation_(deviations(rows)), weights_(rows.cols(), std::min(rows.cols(), most)) {
  std::vector<double> column(rows.rows());
  for (std::size_t j = 0; j < rows.cols(); ++j) {
    for (std::size_t i = 0; i < rows.rows(); ++i) column[i] = rows(i, j);
    centre_[j] = mean_of(column);
  }
  Random random(seed);
  for (std::size_t j = 0; j < rows.cols(); ++j) {
    for (std::size_t c = 0; c < weights_.cols(); ++c) {
      weights_(j, c) = rows.cols() > most ? random.normal() : (c == j ? 1 : 0);
    }
  }
}

Matrix Projection::apply(ConstMatrixView x) const {
  INQUEST_EXPECT(x.cols() == weights_.rows());
  Matrix result(x.rows(), weights_.cols());
  parallel_for(x.rows(), [&](std::size_t i) {
    for (std::size_t j = 0; j < x.cols(); ++j) {
      if (deviation_[j] == 0) continue;
      const double z = (x(i, j) - centre_[j]) / deviation_[j];
      for (std::size_t c = 0; c < weights_.cols(); ++c) result(i, c) += z * weights_(j, c);
    }
  });
  return result;
}

}  // namespace inquest
