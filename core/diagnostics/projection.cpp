#include "core/diagnostics/projection.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

// 1 / sd of each column; 0 of one that never varies, where sums of rounded numbers have a scatter.
std::vector<double> inverse_deviations(ConstMatrixView x) {
  std::vector<double> result(x.cols());
  std::vector<double> column(x.rows());
  for (std::size_t j = 0; j < x.cols(); ++j) {
    for (std::size_t i = 0; i < x.rows(); ++i) column[i] = x(i, j);
    const auto [least, largest] = std::ranges::minmax(column);
    const double deviation = standard_deviation(column);
    result[j] = least < largest && std::isfinite(deviation) ? 1 / deviation : 0;
  }
  return result;
}

}  // namespace

Projection::Projection(ConstMatrixView rows, std::size_t most, Seed seed)
    : centre_(rows.cols()), weights_(rows.cols(), std::min(rows.cols(), most)) {
  std::vector<double> column(rows.rows());
  for (std::size_t j = 0; j < rows.cols(); ++j) {
    for (std::size_t i = 0; i < rows.rows(); ++i) column[i] = rows(i, j);
    centre_[j] = mean_of(column);
  }
  const std::vector<double> scale = inverse_deviations(rows);
  Random random(seed);
  for (std::size_t j = 0; j < rows.cols(); ++j) {
    for (std::size_t c = 0; c < weights_.cols(); ++c) {
      const double weight = rows.cols() > most ? random.normal() : (c == j ? 1 : 0);
      weights_(j, c) = weight * scale[j];
    }
  }
}

Matrix Projection::apply(ConstMatrixView x) const {
  INQUEST_EXPECT(x.cols() == weights_.rows());
  Matrix result(x.rows(), weights_.cols());
  parallel_for(x.rows(), [&](std::size_t i) {
    for (std::size_t j = 0; j < x.cols(); ++j) {
      for (std::size_t c = 0; c < weights_.cols(); ++c) result(i, c) += (x(i, j) - centre_[j]) * weights_(j, c);
    }
  });
  return result;
}

}  // namespace inquest
