#include "evidence/chains/truncated_target.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/gather.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_finite(std::span<const double> row) {
  return std::ranges::all_of(row, [](double value) { return std::isfinite(value); });
}

}  // namespace

TruncatedTarget::TruncatedTarget(DrawnDensity q, const ChainCoordinates& coordinates, const TruncationOptions& options,
                                 Seed seed)
    : q_(std::move(q)), coordinates_(coordinates) {
  const Matrix z = q_.sample(options.draws, seed);
  std::vector<double> log_q(z.rows());
  q_.log_density(z, log_q);
  const std::vector<bool> in_box = coordinates_.in_box(z);
  std::vector<double> inside;
  for (std::size_t i = 0; i < z.rows(); ++i) {
    if (in_box[i]) inside.push_back(log_q[i]);
  }
  const auto all = static_cast<double>(z.rows());
  const auto wanted = std::min(inside.size(), static_cast<std::size_t>(options.mass * all));
  INQUEST_VALIDATE(wanted > 1, data, "the fitted density lies outside of the draws that it was fitted to");
  std::ranges::nth_element(inside, inside.begin() + static_cast<std::ptrdiff_t>(wanted - 1), std::greater());
  threshold_ = inside[wanted - 1];
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < z.rows(); ++i) {
    if (in_box[i] && log_q[i] >= threshold_) kept.push_back(i);
  }
  draws_ = rows_at(z, kept);
  for (const std::size_t i : kept) log_q_.push_back(log_q[i]);
  const double mass = static_cast<double>(kept.size()) / all;
  log_mass_ = std::log(mass);
  log_mass_error_ = std::sqrt((1 - mass) / (mass * all));
}

void TruncatedTarget::log_density(ConstMatrixView z, std::span<double> out) const {
  Matrix finite(z.rows(), z.cols());
  for (std::size_t i = 0; i < z.rows(); ++i) {
    if (is_finite(z.row(i))) std::ranges::copy(z.row(i), finite.row(i).begin());
  }
  q_.log_density(finite, out);
  const std::vector<bool> in_box = coordinates_.in_box(z);
  for (std::size_t i = 0; i < z.rows(); ++i) {
    out[i] = in_box[i] && out[i] >= threshold_ ? out[i] - log_mass_ : -infinity;
  }
}

}  // namespace inquest
