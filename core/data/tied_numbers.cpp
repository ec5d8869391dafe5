#include "core/data/tied_numbers.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include "core/base/eigen_matrix.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_numbers = 256;
constexpr std::size_t first_rows = 1000;     // in which ties are looked for; in the others they are confirmed
constexpr std::size_t rows_per_number = 2;   // fewer have ties by chance
constexpr std::ptrdiff_t least_varied = 20;  // rows in which a number is not its median: rare ones agree by chance
// In standard deviations of the numbers: what is left of a tie of rounded numbers, root mean square and at most, and
// what an observation that was rounded to be published does not have.
constexpr double rounding = 1e-5;
constexpr double held = 1e-4;
constexpr double broken = 0.02;

/// Numbers that vary, in standard deviations from their means.
struct Scales {
  std::vector<std::size_t> columns;
  std::vector<double> mean, sd;

  Eigen::VectorXd apply(std::span<const double> x) const {
    Eigen::VectorXd z(static_cast<Eigen::Index>(columns.size()));
    for (std::size_t k = 0; k < columns.size(); ++k) {
      z(static_cast<Eigen::Index>(k)) = (x[columns[k]] - mean[k]) / sd[k];
    }
    return z;
  }
};

using Rows = std::vector<std::span<const double>>;

Rows successful(const Simulations& simulations) {
  Rows rows;
  for (std::size_t i = 0; i < simulations.status.size(); ++i) {
    if (simulations.status[i] == SimulationStatus::ok) rows.push_back(simulations.x.row(i));
  }
  return rows;
}

bool varies(std::vector<double> column) {
  const auto middle = column.begin() + static_cast<std::ptrdiff_t>(column.size() / 2);
  std::ranges::nth_element(column, middle);
  const double median = *middle;
  return std::ranges::count_if(column, [&](double value) { return value != median; }) >= least_varied;
}

Scales scales_of(const Rows& rows, std::size_t numbers) {
  Scales scales;
  std::vector<double> column(rows.size());
  for (std::size_t j = 0; j < numbers; ++j) {
    std::ranges::transform(rows, column.begin(), [&](const auto& row) { return row[j]; });
    const double sd = standard_deviation(column);
    if (!std::isfinite(sd) || !(sd > 0) || !varies(column)) continue;
    scales.columns.push_back(j);
    scales.mean.push_back(mean_of(column));
    scales.sd.push_back(sd);
  }
  return scales;
}

// Directions in which no row varies, [k, ties].
Eigen::MatrixXd ties_of(const Scales& scales, const Rows& rows) {
  const auto k = static_cast<Eigen::Index>(scales.columns.size());
  Eigen::MatrixXd of_rows(k, static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) of_rows.col(static_cast<Eigen::Index>(i)) = scales.apply(rows[i]);
  const Eigen::MatrixXd covariance = of_rows * of_rows.transpose() / static_cast<double>(rows.size());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  const auto ties = (solver.eigenvalues().array() < rounding * rounding).count();  // the lowest come first
  return solver.eigenvectors().leftCols(ties);
}

// Those that a direction is made of.
std::vector<std::size_t> numbers_in(const Eigen::VectorXd& direction, const Scales& scales) {
  const double least_part = 0.1 * direction.cwiseAbs().maxCoeff();
  std::vector<std::size_t> numbers;
  for (std::size_t k = 0; k < scales.columns.size(); ++k) {
    if (std::abs(direction(static_cast<Eigen::Index>(k))) >= least_part) numbers.push_back(scales.columns[k]);
  }
  return numbers;
}

bool holds_in(const Rows& rows, const Scales& scales, const Eigen::VectorXd& direction) {
  return std::ranges::all_of(
      rows, [&](const auto& row) { return std::abs(direction.dot(scales.apply(row))) <= held * direction.norm(); });
}

bool holds_in_all(const Model& model, const SimulationStore& store, std::size_t rows, const Scales& scales,
                  const Eigen::VectorXd& direction) {
  for (std::size_t first = 0; first < rows; first += SimulationStore::shard_rows) {
    const std::size_t count = std::min(SimulationStore::shard_rows, rows - first);
    const Simulations shard = store.read(model.name, first, count);
    if (!holds_in(successful(shard), scales, direction)) return false;
  }
  return true;
}

}  // namespace

std::optional<BrokenTie> broken_tie(const Model& model, const SimulationStore& store, std::size_t rows,
                                    ConstMatrixView x) {
  if (x.cols() < 2 || x.cols() > most_numbers) return std::nullopt;
  const Simulations read = store.read(model.name, 0, std::min(rows, first_rows));
  const Rows first = successful(read);
  if (first.size() < rows_per_number * x.cols() + static_cast<std::size_t>(least_varied)) return std::nullopt;
  const Scales scales = scales_of(first, x.cols());
  if (scales.columns.size() < 2) return std::nullopt;
  const Eigen::MatrixXd ties = ties_of(scales, first);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    const Eigen::VectorXd part = ties * (ties.transpose() * scales.apply(x.row(i)));
    if (!(part.norm() > broken) || !holds_in_all(model, store, rows, scales, part)) continue;
    return BrokenTie{i, numbers_in(part, scales)};
  }
  return std::nullopt;
}

}  // namespace inquest
