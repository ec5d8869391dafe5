#include "core/diagnostics/nearest_references.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_columns = 64;

// 1 / sd of each column; 0 of one that never varies.
std::vector<double> inverse_deviations(ConstMatrixView x) {
  std::vector<double> result(x.cols());
  std::vector<double> column(x.rows());
  for (std::size_t j = 0; j < x.cols(); ++j) {
    for (std::size_t i = 0; i < x.rows(); ++i) column[i] = x(i, j);
    const double deviation = standard_deviation(column);
    result[j] = deviation > 0 && std::isfinite(deviation) ? 1 / deviation : 0;
  }
  return result;
}

// [k, c]: scales the columns and, where there are many, projects them.
Matrix projection(ConstMatrixView pool, Seed seed) {
  const std::vector<double> scale = inverse_deviations(pool);
  const std::size_t k = pool.cols();
  Matrix result(k, std::min(k, most_columns));
  Random random(seed);
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t c = 0; c < result.cols(); ++c) {
      const double entry = k > most_columns ? random.normal() : (c == j ? 1 : 0);
      result(j, c) = entry * scale[j];
    }
  }
  return result;
}

Matrix projected(ConstMatrixView x, const Matrix& projection) {
  Matrix result(x.rows(), projection.cols());
  parallel_for(x.rows(), [&](std::size_t i) {
    for (std::size_t j = 0; j < x.cols(); ++j) {
      for (std::size_t c = 0; c < projection.cols(); ++c) result(i, c) += x(i, j) * projection(j, c);
    }
  });
  return result;
}

std::size_t nearest(std::span<const double> x, ConstMatrixView pool) {
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < pool.rows(); ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < x.size(); ++c) sum += (x[c] - pool(i, c)) * (x[c] - pool(i, c));
    if (sum < least) {
      least = sum;
      best = i;
    }
  }
  return best;
}

}  // namespace

Matrix nearest_references(ConstMatrixView x, ConstMatrixView pool_x, ConstMatrixView pool_theta, Seed seed) {
  INQUEST_EXPECT(x.cols() == pool_x.cols() && pool_x.rows() == pool_theta.rows() && pool_x.rows() > 0);
  const Matrix map = projection(pool_x, seed);
  const Matrix places = projected(x, map);
  const Matrix pool = projected(pool_x, map);
  Matrix result(x.rows(), pool_theta.cols());
  parallel_for(x.rows(), [&](std::size_t i) {
    std::ranges::copy(pool_theta.row(nearest(places.row(i), pool)), result.row(i).begin());
  });
  return result;
}

}  // namespace inquest
