#include "core/diagnostics/residuals.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Cholesky>

#include "core/base/eigen_matrix.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

// P(chi-square of two degrees of freedom >= value)
double p_of_two(double value) { return std::exp(-value / 2); }

double p_of_normal(const Measured& found, double expected) {
  return std::erfc(std::abs(found.value - expected) / found.error / std::sqrt(2.0));
}

// Of means of r and of r^2 - 1, by their own covariance over the rows (Hotelling 1931).
double p_value_of(const std::vector<double>& r) {
  const auto n = static_cast<double>(r.size());
  Eigen::MatrixXd pairs(r.size(), 2);
  for (Eigen::Index i = 0; i < pairs.rows(); ++i) {
    const double value = r[static_cast<std::size_t>(i)];
    pairs.row(i) << value, value * value - 1;
  }
  const Eigen::Vector2d mean = pairs.colwise().mean();
  const Eigen::MatrixXd centred = pairs.rowwise() - mean.transpose();
  const Eigen::Matrix2d covariance = centred.transpose() * centred / (n - 1);
  return p_of_two(n * mean.dot(covariance.ldlt().solve(mean)));
}

std::array<Measured, 4> by_width_of(const std::vector<double>& r, const std::vector<double>& sd) {
  std::vector<std::size_t> order(r.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return sd[i]; });
  std::array<Measured, 4> result;
  for (std::size_t part = 0; part < result.size(); ++part) {
    std::vector<double> squares;
    for (std::size_t k = part * r.size() / 4; k < (part + 1) * r.size() / 4; ++k) {
      squares.push_back(r[order[k]] * r[order[k]]);
    }
    result[part] = mean_with_error(squares);
  }
  return result;
}

ResidualTest test_of(const std::string& name, const std::vector<double>& r, const std::vector<double>& sd) {
  std::vector<double> squares(r.size());
  std::ranges::transform(r, squares.begin(), [](double value) { return value * value; });
  return {name, mean_with_error(r), mean_with_error(squares), p_value_of(r), by_width_of(r, sd)};
}

}  // namespace

Residuals residuals(const std::vector<std::string>& names, ConstMatrixView theta, ConstMatrixView means,
                    const std::vector<Matrix>& covariances) {
  const std::size_t n = theta.rows();
  const std::size_t d = theta.cols();
  INQUEST_EXPECT(n >= 20 && means.rows() == n && covariances.size() == n && names.size() == d);
  Residuals result{.rows = n, .parameters = {}, .chi_square = {}};
  std::vector<double> chi_squares(n);
  Matrix r(d, n);
  Matrix sd(d, n);
  for (std::size_t i = 0; i < n; ++i) {
    Eigen::VectorXd difference(static_cast<Eigen::Index>(d));
    for (std::size_t j = 0; j < d; ++j) {
      sd(j, i) = std::sqrt(covariances[i](j, j));
      difference[static_cast<Eigen::Index>(j)] = theta(i, j) - means(i, j);
      r(j, i) = (theta(i, j) - means(i, j)) / sd(j, i);
    }
    const Eigen::LLT<Eigen::MatrixXd> factor(as_eigen(covariances[i]));
    INQUEST_VALIDATE(factor.info() == Eigen::Success, data, "the covariance at held-out row ", i + 1,
                     " is not positive definite");
    chi_squares[i] = difference.dot(factor.solve(difference)) / static_cast<double>(d);
  }
  for (std::size_t j = 0; j < d; ++j) {
    const auto row = r.row(j);
    const auto of_sd = sd.row(j);
    result.parameters.push_back(test_of(names[j], {row.begin(), row.end()}, {of_sd.begin(), of_sd.end()}));
  }
  result.chi_square = mean_with_error(chi_squares);
  result.joint_p = p_of_normal(result.chi_square, 1);
  return result;
}

}  // namespace inquest
