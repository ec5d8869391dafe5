#include "core/sampling/student_mixture.hpp"

#include <cmath>
#include <numbers>

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include "core/base/eigen_matrix.hpp"
#include "core/base/resample.hpp"
#include "core/base/statistics.hpp"
#include "core/sampling/importance_weights.hpp"

namespace inquest {
namespace {

constexpr double degrees = 5;         // of freedom: tails, and a finite variance
constexpr double least_width = 1e-3;  // of the widest direction

double log_norm_of(const Eigen::MatrixXd& lower) {
  const auto d = static_cast<double>(lower.rows());
  return std::lgamma(0.5 * (degrees + d)) - std::lgamma(0.5 * degrees) -
         0.5 * d * std::log(degrees * std::numbers::pi) - lower.diagonal().array().log().sum();
}

// Lower triangle of the weighted covariance, its narrowest directions widened.
Eigen::MatrixXd root_of_covariance(ConstMatrixView z, std::span<const double> weights) {
  const auto rows = as_eigen(z);
  const Eigen::Map<const Eigen::VectorXd> w(weights.data(), static_cast<Eigen::Index>(weights.size()));
  const Eigen::RowVectorXd mean = w.transpose() * rows;
  const Eigen::MatrixXd centred = rows.rowwise() - mean;
  const Eigen::MatrixXd covariance = centred.transpose() * w.asDiagonal() * centred;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> found(covariance);
  const Eigen::ArrayXd sd = found.eigenvalues().array().max(0).sqrt();
  const double widest = std::max(sd.maxCoeff(), least_width);
  const Eigen::MatrixXd root = found.eigenvectors() * sd.max(least_width * widest).matrix().asDiagonal();
  // Of A A^T the lower triangle is R^T of the decomposition A^T = Q R.
  Eigen::MatrixXd lower = Eigen::HouseholderQR<Eigen::MatrixXd>(root.transpose()).matrixQR();
  lower = lower.triangularView<Eigen::Upper>().toDenseMatrix().transpose().eval();
  for (Eigen::Index j = 0; j < lower.cols(); ++j) {
    if (lower(j, j) < 0) lower.col(j) *= -1;
  }
  return lower;
}

}  // namespace

StudentMixture::StudentMixture(Matrix centres, Eigen::MatrixXd lower)
    : centres_(std::move(centres)), lower_(std::move(lower)), log_norm_(log_norm_of(lower_)) {}

StudentMixture StudentMixture::around(ConstMatrixView z, std::span<const double> weights, std::size_t centres,
                                      Seed seed) {
  const std::size_t d = z.cols();
  const std::vector<std::size_t> places = resampled(weights, centres, seed);
  Matrix rows(places.size(), d);
  for (std::size_t i = 0; i < places.size(); ++i) std::ranges::copy(z.row(places[i]), rows.row(i).begin());
  const double effective = std::min(effective_size_of(weights), static_cast<double>(centres));
  const auto dimension = static_cast<double>(d);
  const double width = std::pow(4 / ((dimension + 2) * effective), 1 / (dimension + 4));
  return {std::move(rows), std::min(width, 1.0) * root_of_covariance(z, weights)};
}

Matrix StudentMixture::sample(std::size_t count, Random& random) const {
  const auto d = lower_.rows();
  Matrix z(count, centres_.cols());
  for (std::size_t i = 0; i < count; ++i) {
    Eigen::VectorXd normal(d);
    random.normal({normal.data(), centres_.cols()});
    double chi_squared = 0;
    for (int k = 0; k < static_cast<int>(degrees); ++k) {
      const double other = random.normal();
      chi_squared += other * other;
    }
    const Eigen::VectorXd step = lower_ * normal / std::sqrt(chi_squared / degrees);
    const auto centre = centres_.row(random.below(centres_.rows()));
    for (std::size_t j = 0; j < centres_.cols(); ++j) z(i, j) = centre[j] + step(static_cast<Eigen::Index>(j));
  }
  return z;
}

void StudentMixture::log_density(ConstMatrixView z, std::span<double> out) const {
  const auto d = static_cast<double>(lower_.rows());
  const auto whitened = [&](ConstMatrixView rows) -> Eigen::MatrixXd {  // [d, n]
    return lower_.triangularView<Eigen::Lower>().solve(as_eigen(rows).transpose().eval());
  };
  const Eigen::MatrixXd points = whitened(z), centres = whitened(centres_);
  std::vector<double> terms(centres_.rows());
  for (std::size_t i = 0; i < z.rows(); ++i) {
    for (std::size_t k = 0; k < terms.size(); ++k) {
      const double square =
          (points.col(static_cast<Eigen::Index>(i)) - centres.col(static_cast<Eigen::Index>(k))).squaredNorm();
      terms[k] = -0.5 * (degrees + d) * std::log1p(square / degrees);
    }
    out[i] = log_norm_ + log_mean_exp(terms);
  }
}

}  // namespace inquest
