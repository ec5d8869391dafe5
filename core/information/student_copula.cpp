#include "core/information/student_copula.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <Eigen/Cholesky>
#include <boost/math/distributions/students_t.hpp>

#include "core/base/eigen_matrix.hpp"
#include "core/information/columns.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

using Points = Eigen::MatrixXd;  // [d, n]

constexpr double most_dof = 40;
constexpr double least_dof = 0.5;
constexpr int searches = 14;     // golden sections of ln nu
constexpr int steps = 12;        // of expectation-maximisation, from where the last nu ended
constexpr double largest = 8.5;  // normal score in the table
constexpr double spacing = 0.04;

// T_nu^-1(Phi(z)) by a table of its inverse hyperbolic sine, which is smooth.
class Quantiles {
 public:
  explicit Quantiles(double dof) {
    const boost::math::students_t_distribution<double> law(dof);
    for (double z = 0; z < largest + spacing; z += spacing) {
      values_.push_back(z == 0 ? 0 : std::asinh(-boost::math::quantile(law, tail_of_normal(z).p)));
    }
  }

  double operator()(double z) const {
    const double place = std::min(std::abs(z), largest) / spacing;
    const auto cell = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(cell);
    return std::copysign(std::sinh(values_[cell] + part * (values_[cell + 1] - values_[cell])), z);
  }

 private:
  std::vector<double> values_;
};

Points student_scores(ConstMatrixView scores, std::size_t first, std::size_t count, double dof) {
  const Quantiles quantiles(dof);
  Points points(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(scores.rows()));
  for (std::size_t i = 0; i < scores.rows(); ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      points(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)) = quantiles(scores(i, first + j));
    }
  }
  return points;
}

// ln t_nu of d coordinates at zero, with a unit scale.
double log_norm(double dof, double d) {
  return std::lgamma(0.5 * (dof + d)) - std::lgamma(0.5 * dof) - 0.5 * d * std::log(dof * std::numbers::pi);
}

Eigen::RowVectorXd squares(const Points& points, const Eigen::LLT<Eigen::MatrixXd>& factor) {
  return factor.matrixL().solve(points).colwise().squaredNorm();
}

double log_det(const Eigen::LLT<Eigen::MatrixXd>& factor) { return factor.matrixLLT().diagonal().array().log().sum(); }

// ln of the copula of student scores, by row.
Eigen::RowVectorXd log_copula(const Points& points, const Eigen::MatrixXd& correlation, double dof) {
  const auto d = static_cast<double>(points.rows());
  const Eigen::LLT<Eigen::MatrixXd> factor(correlation);
  const Eigen::ArrayXXd singles = (points.array().square() / dof).log1p();
  const Eigen::ArrayXXd joint = (squares(points, factor).array() / dof).log1p();
  return log_norm(dof, d) - d * log_norm(dof, 1) - log_det(factor) - 0.5 * (dof + d) * joint.row(0) +
         0.5 * (dof + 1) * singles.colwise().sum();
}

Eigen::MatrixXd to_correlation(const Eigen::MatrixXd& covariance) {
  const Eigen::VectorXd scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
  return scale.asDiagonal() * covariance * scale.asDiagonal();
}

Eigen::MatrixXd improved(const Points& points, const Eigen::MatrixXd& correlation, double dof) {
  const auto d = static_cast<double>(points.rows());
  const Eigen::LLT<Eigen::MatrixXd> factor(correlation);
  const Eigen::RowVectorXd weights = (dof + d) / (dof + squares(points, factor).array());
  return to_correlation(points * weights.asDiagonal() * points.transpose());
}

struct Profile {
  Eigen::MatrixXd correlation;
  double score = 0;  // mean ln of the copula
};

Profile profile(ConstMatrixView scores, Eigen::MatrixXd correlation, double dof) {
  const Points points = student_scores(scores, 0, scores.cols(), dof);
  for (int step = 0; step < steps; ++step) {
    const Eigen::MatrixXd next = improved(points, correlation, dof);
    const double change = (next - correlation).cwiseAbs().maxCoeff();
    correlation = next;
    if (change < 1e-5) break;
  }
  return {correlation, log_copula(points, correlation, dof).mean()};
}

// Mean ln of the normal copula.
double normal_score(const Points& points, const Eigen::MatrixXd& correlation) {
  const Eigen::LLT<Eigen::MatrixXd> factor(correlation);
  return 0.5 * (points.colwise().squaredNorm() - squares(points, factor)).mean() - log_det(factor);
}

}  // namespace

StudentCopula::StudentCopula(Eigen::MatrixXd correlation, double dof)
    : correlation_(std::move(correlation)), dof_(dof) {}

std::optional<StudentCopula> StudentCopula::fit(ConstMatrixView scores) {
  const Points points = as_eigen(scores).transpose();
  const Eigen::MatrixXd correlation = to_correlation(points * points.transpose());
  if (scores.rows() <= 2 * scores.cols() || Eigen::LLT<Eigen::MatrixXd>(correlation).info() != Eigen::Success) {
    return std::nullopt;
  }
  Profile best = profile(scores, correlation, most_dof);
  if (!(best.score > normal_score(points, correlation))) return std::nullopt;
  const double golden = 0.5 * (std::sqrt(5.0) - 1);
  double low = std::log(least_dof), high = std::log(most_dof);
  double left = high - golden * (high - low), right = low + golden * (high - low);
  Profile of_left = profile(scores, best.correlation, std::exp(left));
  Profile of_right = profile(scores, of_left.correlation, std::exp(right));
  for (int search = 0; search < searches; ++search) {
    if (of_left.score > of_right.score) {
      high = right, right = left, of_right = of_left;
      left = high - golden * (high - low);
      of_left = profile(scores, of_left.correlation, std::exp(left));
    } else {
      low = left, left = right, of_left = of_right;
      right = low + golden * (high - low);
      of_right = profile(scores, of_right.correlation, std::exp(right));
    }
  }
  const bool take_left = of_left.score > of_right.score;
  return StudentCopula((take_left ? of_left : of_right).correlation, std::exp(take_left ? left : right));
}

void StudentCopula::log_density(ConstMatrixView scores, std::size_t first, std::size_t count,
                                std::span<double> out) const {
  const auto from = static_cast<Eigen::Index>(first), size = static_cast<Eigen::Index>(count);
  const Eigen::RowVectorXd copula =
      log_copula(student_scores(scores, first, count, dof_), correlation_.block(from, from, size, size), dof_);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = copula[static_cast<Eigen::Index>(i)];
    for (std::size_t j = 0; j < count; ++j) out[i] += log_normal_density(scores(i, first + j));
  }
}

ConditionalFit student_fit() {
  const auto fit = [](ConstMatrixView y, ConstMatrixView c, Seed) -> ConditionalLogDensity {
    if (y.cols() + c.cols() < 2) return {};
    const auto joint = StudentCopula::fit(side_by_side(y, c));
    if (!joint) return {};
    return [joint = *joint](ConstMatrixView targets, ConstMatrixView given, std::span<double> out) {
      const Matrix both = side_by_side(targets, given);
      joint.log_density(both, 0, both.cols(), out);
      if (given.cols() == 0) return;
      std::vector<double> of_given(out.size());
      joint.log_density(both, targets.cols(), given.cols(), of_given);
      for (std::size_t i = 0; i < out.size(); ++i) out[i] -= of_given[i];
    };
  };
  return {"student", "student", true, fit};
}

}  // namespace inquest
