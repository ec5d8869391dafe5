#include "core/diagnostics/nearest_references.hpp"

#include <algorithm>
#include <limits>

#include "core/base/parallel.hpp"

namespace inquest {
namespace {

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

Matrix nearest_references(ConstMatrixView places, ConstMatrixView pool, ConstMatrixView pool_theta) {
  INQUEST_EXPECT(places.cols() == pool.cols() && pool.rows() == pool_theta.rows() && pool.rows() > 0);
  Matrix result(places.rows(), pool_theta.cols());
  parallel_for(places.rows(), [&](std::size_t i) {
    std::ranges::copy(pool_theta.row(nearest(places.row(i), pool)), result.row(i).begin());
  });
  return result;
}

}  // namespace inquest
