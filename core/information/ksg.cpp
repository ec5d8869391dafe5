#include "core/information/ksg.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/special_functions/digamma.hpp>

#include "core/base/parallel.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

constexpr std::size_t rows_of_job = 256;

double psi(std::size_t count) { return boost::math::digamma(static_cast<double>(count)); }

// The largest difference of a coordinate between row i and every row.
void distances(ConstMatrixView rows, std::size_t i, std::span<double> out) {
  std::ranges::fill(out, 0.0);
  for (std::size_t k = 0; k < rows.rows(); ++k) {
    for (std::size_t j = 0; j < rows.cols(); ++j) out[k] = std::max(out[k], std::abs(rows(k, j) - rows(i, j)));
  }
}

class Neighbours {
 public:
  Neighbours(ConstMatrixView x, ConstMatrixView y, ConstMatrixView z, std::size_t k)
      : x_(x), y_(y), z_(z), k_(k), of_x_(x.rows()), of_y_(x.rows()), of_z_(x.rows()), all_(x.rows()) {}

  double term(std::size_t i) {
    distances(x_, i, of_x_);
    distances(y_, i, of_y_);
    distances(z_, i, of_z_);
    const std::size_t n = x_.rows();
    for (std::size_t r = 0; r < n; ++r) all_[r] = std::max({of_x_[r], of_y_[r], of_z_[r]});
    all_[i] = HUGE_VAL;
    std::ranges::nth_element(all_, all_.begin() + static_cast<std::ptrdiff_t>(k_ - 1));
    const double reach = all_[k_ - 1];
    std::size_t near_xz = 0, near_yz = 0, near_z = 0;  // row i itself is the one that is added
    for (std::size_t r = 0; r < n; ++r) {
      const bool in_z = of_z_[r] < reach;
      near_xz += in_z && of_x_[r] < reach ? 1 : 0;
      near_yz += in_z && of_y_[r] < reach ? 1 : 0;
      near_z += in_z ? 1 : 0;
    }
    // A row that others equal has no distance; it counts as its equals do.
    const auto counted = [&](std::size_t count) { return psi(std::max<std::size_t>(count, 1)); };
    return psi(k_) - counted(near_xz) - counted(near_yz) + counted(near_z);
  }

 private:
  ConstMatrixView x_, y_, z_;
  std::size_t k_;
  std::vector<double> of_x_, of_y_, of_z_, all_;
};

}  // namespace

Measured ksg_information(ConstMatrixView x, ConstMatrixView y, ConstMatrixView z, const KsgOptions& options) {
  const std::size_t n = x.rows();
  INQUEST_VALIDATE(n > options.neighbours && options.neighbours > 0, data, n,
                   " rows (nearest neighbours need more than ", options.neighbours, ")");
  std::vector<double> terms(n);
  parallel_for((n + rows_of_job - 1) / rows_of_job, [&](std::size_t job) {
    Neighbours neighbours(x, y, z, options.neighbours);
    const std::size_t end = std::min(n, (job + 1) * rows_of_job);
    for (std::size_t i = job * rows_of_job; i < end; ++i) terms[i] = neighbours.term(i);
  });
  return mean_with_error(terms);
}

}  // namespace inquest
