#include "core/model/noiseless.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/QR>

#include "core/base/eigen_matrix.hpp"

namespace inquest {
namespace {

constexpr std::size_t fewest_rows = 4;
constexpr std::size_t rows_per_term = 3;
constexpr double single_rounding = 0x1p-23, double_rounding = 0x1p-52;
constexpr double regression_rounding = 1e-12;  // of what varies
constexpr double most_left = 1e-3;             // of what varies, where a regression explains it

bool varies_everywhere(std::vector<double> values) {
  std::ranges::sort(values);
  return std::ranges::adjacent_find(values) == values.end();
}

bool are_integers(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return value == std::round(value); });
}

std::vector<double> column(ConstMatrixView x, std::size_t j) {
  std::vector<double> values(x.rows());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = x(i, j);
  return values;
}

Matrix good_rows(const Matrix& values, const std::vector<std::size_t>& rows) {
  Matrix result(rows.size(), values.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(values.row(rows[i]), result.row(i).begin());
  return result;
}

// 1, and each parameter with its square, of mean 0 and greatest size 1.
Eigen::MatrixXd terms_of(const Matrix& theta) {
  const auto n = static_cast<Eigen::Index>(theta.rows()), d = static_cast<Eigen::Index>(theta.cols());
  Eigen::MatrixXd terms = Eigen::MatrixXd::Ones(n, 1 + 2 * d);
  for (Eigen::Index j = 0; j < d; ++j) {
    Eigen::VectorXd centred = as_eigen(theta).col(j);
    centred.array() -= centred.mean();
    centred /= std::max(centred.cwiseAbs().maxCoeff(), 1e-300);
    terms.col(1 + j) = centred;
    terms.col(1 + d + j) = centred.array().square();
  }
  return terms;
}

// Of numbers as they are written; an offset may leave few digits to what varies.
double rounding_of(const Eigen::VectorXd& values) {
  const bool single =
      std::ranges::all_of(values, [](double x) { return x == static_cast<double>(static_cast<float>(x)); });
  return (single ? single_rounding : double_rounding) * values.cwiseAbs().maxCoeff();
}

std::vector<std::size_t> regressed_numbers(const Matrix& theta, const Matrix& x) {
  const Eigen::MatrixXd terms = terms_of(theta);
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> factor(terms);
  std::vector<std::size_t> found;
  for (std::size_t j = 0; j < x.cols(); ++j) {
    const Eigen::VectorXd values = as_eigen(x).col(static_cast<Eigen::Index>(j));
    const double offset = values.mean();
    const Eigen::VectorXd centred = values.array() - offset;
    const bool constant = values.maxCoeff() == values.minCoeff();
    if (constant || are_integers({values.begin(), values.end()})) continue;
    const double left = (centred - terms * factor.solve(centred)).cwiseAbs().maxCoeff();
    const double varies = centred.cwiseAbs().maxCoeff();
    const bool rounded = left <= rounding_of(values) + regression_rounding * varies;
    if (rounded && left <= most_left * varies) found.push_back(j);
  }
  return found;
}

std::vector<std::size_t> successes(const std::vector<SimulationStatus>& status, std::size_t most) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < status.size() && rows.size() < most; ++i) {
    if (status[i] == SimulationStatus::ok) rows.push_back(i);
  }
  return rows;
}

// Rows of theta under other seeds; a row that fails keeps its NaN, and equals nothing.
Matrix simulate_again(const Model& model, const Matrix& theta, const std::vector<Seed>& seeds) {
  Matrix all(theta.rows(), model.space.parameters().size());
  model.space.expand(theta, all);
  std::vector<Seed> others;
  for (const Seed seed : seeds) others.push_back(seed.child("another"));
  Matrix x(theta.rows(), model.data_size());
  std::vector<SimulationStatus> status(theta.rows(), SimulationStatus::ok);
  model.simulator().simulate(all, others, x, status);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    if (status[i] != SimulationStatus::ok) std::ranges::fill(x.row(i), std::nan(""));
  }
  return x;
}

}  // namespace

std::vector<std::size_t> noiseless_numbers(ConstMatrixView x, ConstMatrixView again) {
  std::vector<std::size_t> found;
  for (std::size_t j = 0; j < x.cols() && x.rows() >= fewest_rows; ++j) {
    const std::vector<double> values = column(x, j);
    if (values == column(again, j) && varies_everywhere(values) && !are_integers(values)) found.push_back(j);
  }
  return found;
}

std::vector<std::size_t> noiseless_numbers(const Model& model, const Simulations& rows) {
  const bool archived = model.bundle.archive != nullptr;
  const auto good = successes(rows.status, archived ? regressed_rows : noiseless_rows);
  const Matrix theta = good_rows(rows.theta, good), x = good_rows(rows.x, good);
  if (archived) {
    const bool enough = good.size() >= rows_per_term * (1 + 2 * theta.cols());
    return enough ? regressed_numbers(theta, x) : std::vector<std::size_t>();
  }
  std::vector<Seed> seeds;
  for (const std::size_t row : good) seeds.push_back(rows.seeds[row]);
  return good.size() < fewest_rows ? std::vector<std::size_t>()
                                   : noiseless_numbers(x, simulate_again(model, theta, seeds));
}

}  // namespace inquest
