#include "core/diagnostics/local_c2st.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include "core/base/eigen_matrix.hpp"
#include "core/base/gather.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "core/diagnostics/data_summaries.hpp"
#include "core/diagnostics/projection.hpp"
#include "core/parameters/coordinates.hpp"
#include "core/parameters/normal_scores.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_rows = 2000;           // the nearest to the observation; costs grow as their cube
constexpr std::size_t most_candidates = 50;       // of truth and draws of a row, that a lot is drawn among
constexpr std::size_t most_numbers = 20'000'000;  // of all candidates together
constexpr std::size_t most_draws = 1000;          // at the observation
constexpr std::size_t most_of_pairs = 10;         // parameters; of more there are too many pairs to look at
constexpr double near_share = 0.25;               // of the rows, which are near the observation
constexpr std::size_t least_near = 20;
constexpr double amplitude = 0.3;  // a, the size of deviations that are looked for: of means, in standard deviations
constexpr double jitter = 1e-6;

/// Features of draws of one posterior: normal scores of each parameter, their squares and products.
class Features {
 public:
  explicit Features(const ParameterSpace& space) : coordinates_(circles_and_normals(space)) {}

  std::size_t size() const {
    const std::size_t d = coordinates_.size();
    return 2 * d + (pairs() ? d * (d - 1) / 2 : 0);
  }

  /// theta [n, d] as [n, size()].
  Matrix of(ConstMatrixView theta) const {
    const Matrix u = scores(theta);
    Matrix result(u.rows(), size());
    for (std::size_t i = 0; i < u.rows(); ++i) {
      const auto to = result.row(i);
      std::size_t next = 0;
      for (std::size_t j = 0; j < u.cols(); ++j) {
        to[next++] = u(i, j);
        to[next++] = (u(i, j) * u(i, j) - 1) / std::numbers::sqrt2;
        for (std::size_t k = 0; pairs() && k < j; ++k) to[next++] = u(i, j) * u(i, k);
      }
    }
    return result;
  }

 private:
  bool pairs() const { return coordinates_.size() <= most_of_pairs; }

  // Angles are taken around the direction of the draws, so that the circle is a line.
  Matrix scores(ConstMatrixView theta) const {
    Matrix u(theta.rows(), theta.cols());
    coordinates_.from_parameters(theta, u);
    std::vector<double> column(u.rows());
    for (std::size_t j = 0; j < u.cols(); ++j) {
      for (std::size_t i = 0; i < u.rows(); ++i) column[i] = u(i, j);
      if (coordinates_.chart(j) == Chart::angle) {
        const double direction = mean_direction(column);
        for (double& value : column) value = std::remainder(value - direction, 2 * std::numbers::pi);
      }
      to_normal_scores(column);
      for (std::size_t i = 0; i < u.rows(); ++i) u(i, j) = column[i];
    }
    return pairs() ? uncorrelated(u) : u;
  }

  // L^-1 u, with the covariance L L^T of all rows.
  static Matrix uncorrelated(const Matrix& u) {
    const auto values = as_eigen(u);
    Eigen::MatrixXd covariance = values.transpose() * values / static_cast<double>(u.rows());
    covariance.diagonal().array() += jitter;
    return to_matrix(covariance.llt().matrixL().solve(values.transpose()).transpose());
  }

  Coordinates coordinates_;
};

std::vector<double> column_means(const Matrix& values) {
  std::vector<double> means(values.cols());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < means.size(); ++j) means[j] += values(i, j) / static_cast<double>(values.rows());
  }
  return means;
}

// Truth and draws of a row, [1 + draws, d].
Matrix all_of_row(const HeldOutDraws& held_out, std::size_t row) {
  Matrix theta(1 + held_out.draws, held_out.theta.cols());
  std::ranges::copy(held_out.theta.row(row), theta.row(0).begin());
  const ConstMatrixView drawn = held_out.theta_draws.view().rows(row * held_out.draws, held_out.draws);
  std::ranges::copy(drawn.values(), theta.row(1).begin());
  return theta;
}

// Where the posteriors of all rows lie, [n, s].
Matrix posterior_means(const ParameterSpace& space, const HeldOutDraws& held_out) {
  Matrix means(held_out.size(), smooth_parameters(space, held_out.theta.view().rows(0, 1)).cols());
  parallel_for(held_out.size(), [&](std::size_t i) {
    std::ranges::copy(column_means(smooth_parameters(space, all_of_row(held_out, i))), means.row(i).begin());
  });
  return means;
}

Matrix beside(ConstMatrixView left, ConstMatrixView right) {
  Matrix result(left.rows(), left.cols() + right.cols());
  for (std::size_t i = 0; i < left.rows(); ++i) {
    std::ranges::copy(right.row(i), std::ranges::copy(left.row(i), result.row(i).begin()).out);
  }
  return result;
}

double squared_distance(std::span<const double> a, std::span<const double> b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0, std::plus(),
                               [](double x, double y) { return (x - y) * (x - y); });
}

/// Rows that are learned from, and what each counts for where the classifier is asked.
struct Neighbours {
  std::vector<std::size_t> rows;
  std::vector<double> weights;
};

// Gaussian process regression of noise of unit variance: k_o^T (K + 1)^-1 (Rasmussen & Williams 2006, equation 2.25).
std::vector<double> process_weights(const Matrix& places, std::span<const double> place, double length) {
  const auto n = static_cast<Eigen::Index>(places.rows());
  const auto kernel = [&](std::span<const double> a, std::span<const double> b) {
    return amplitude * amplitude * (1 + std::exp(-squared_distance(a, b) / (2 * length * length)));
  };
  Eigen::MatrixXd covariance(n, n);
  Eigen::VectorXd at_observation(n);
  parallel_for(places.rows(), [&](std::size_t i) {
    const auto row = static_cast<Eigen::Index>(i);
    for (std::size_t j = 0; j <= i; ++j) {
      covariance(row, static_cast<Eigen::Index>(j)) = kernel(places.row(i), places.row(j)) + (i == j ? 1 : 0);
    }
    at_observation[row] = kernel(places.row(i), place);
  });
  const Eigen::VectorXd weights = covariance.selfadjointView<Eigen::Lower>().llt().solve(at_observation);
  return {weights.begin(), weights.end()};
}

// Of places [n, s] beside that of the observation [s], all in standard deviations.
Neighbours neighbours_of(const Matrix& places, std::span<const double> place) {
  Neighbours result{std::vector<std::size_t>(places.rows()), {}};
  std::iota(result.rows.begin(), result.rows.end(), std::size_t{0});
  std::vector<double> distance(places.rows());
  for (std::size_t i = 0; i < places.rows(); ++i) distance[i] = squared_distance(places.row(i), place);
  std::ranges::stable_sort(result.rows, {}, [&](std::size_t i) { return distance[i]; });
  const auto share = static_cast<std::size_t>(near_share * static_cast<double>(places.rows()));
  const std::size_t near = std::min(std::max(share, least_near), places.rows());
  const double length = std::sqrt(std::max(distance[result.rows[near - 1]], jitter));
  result.rows.resize(std::min(places.rows(), most_rows));
  result.weights = process_weights(rows_at(places, result.rows), place, length);
  return result;
}

/// Every row's candidates for the truth, the truth first, by their features less the mean over all draws of the row.
struct Candidates {
  std::size_t each = 0;
  Matrix features = {};  // [n * each, f]
};

Candidates candidates_of(const HeldOutDraws& held_out, std::span<const std::size_t> rows, const Features& features) {
  const std::size_t affordable = most_numbers / (rows.size() * features.size());
  Candidates result{std::min({1 + held_out.draws, most_candidates, std::max<std::size_t>(affordable, 2)})};
  result.features = Matrix(rows.size() * result.each, features.size());
  parallel_for(rows.size(), [&](std::size_t r) {
    const Matrix all = features.of(all_of_row(held_out, rows[r]));
    const std::vector<double> centre = column_means(all);
    for (std::size_t k = 0; k < result.each; ++k) {
      std::ranges::transform(all.row(k), centre, result.features.row(r * result.each + k).begin(), std::minus());
    }
  });
  return result;
}

/// The classifier's answer: log odds f(u) . alpha at draws of the posterior at the observation.
double statistic_of(const Matrix& drawn, std::span<const double> alpha) {
  double sum = 0;
  for (std::size_t k = 0; k < drawn.rows(); ++k) {
    const auto f = drawn.row(k);
    const double odds = std::inner_product(f.begin(), f.end(), alpha.begin(), 0.0);
    const double deviation = 0.5 * std::tanh(odds / 2);  // d - 1/2
    sum += deviation * deviation;
  }
  return sum / static_cast<double>(drawn.rows());
}

// alpha, where candidate chosen() is taken for the truth of each row.
template <class Chosen>
std::vector<double> learn(const Candidates& candidates, std::span<const double> weights, const Chosen& chosen) {
  std::vector<double> alpha(candidates.features.cols());
  for (std::size_t r = 0; r < weights.size(); ++r) {
    const auto f = candidates.features.row(r * candidates.each + chosen());
    for (std::size_t j = 0; j < alpha.size(); ++j) alpha[j] += weights[r] * f[j];
  }
  return alpha;
}

void test(const Candidates& candidates, std::span<const double> weights, const Matrix& drawn, Seed seed,
          std::size_t redraws, LocalC2st& result) {
  result.statistic = statistic_of(drawn, learn(candidates, weights, [] { return std::size_t{0}; }));
  std::vector<double> null(redraws);
  parallel_for(redraws, [&](std::size_t redraw) {
    Random random(seed.child(redraw));
    const auto by_lot = [&] { return static_cast<std::size_t>(random.below(candidates.each)); };
    null[redraw] = statistic_of(drawn, learn(candidates, weights, by_lot));
  });
  const auto as_large = std::ranges::count_if(null, [&](double value) { return value >= result.statistic; });
  result.null_statistic = mean_of(null);
  result.p_value = static_cast<double>(1 + as_large) / static_cast<double>(1 + redraws);
}

Matrix first_rows(const Matrix& theta, std::size_t most) {
  std::vector<std::size_t> rows(std::min(theta.rows(), most));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i * theta.rows() / rows.size();
  return rows_at(theta, rows);
}

}  // namespace

double LocalC2st::deviation() const { return 4 * std::sqrt(std::max(0.0, statistic - null_statistic)); }

LocalC2st local_c2st(const ParameterSpace& space, const HeldOutDraws& held_out, ConstMatrixView summaries,
                     const ObservedDraws& observed, Seed seed, std::size_t redraws) {
  INQUEST_EXPECT(summaries.rows() == held_out.size() && summaries.cols() == observed.summary.size());
  const Matrix theta = first_rows(observed.theta, most_draws);
  const Matrix all = beside(summaries, posterior_means(space, held_out));
  const std::vector<double> mean = column_means(smooth_parameters(space, theta));
  const Matrix at = beside({observed.summary.data(), 1, observed.summary.size()}, {mean.data(), 1, mean.size()});
  for (const Matrix* places : {&all, &at}) {
    const bool finite = std::ranges::all_of(places->values(), [](double value) { return std::isfinite(value); });
    INQUEST_VALIDATE(finite, data, "local C2ST: data or draws lie where no distance is a number");
  }
  const Projection standardise(all, all.cols(), seed);
  const Neighbours near = neighbours_of(standardise.apply(all), standardise.apply(at).row(0));
  const Features features(space);
  const Matrix drawn = features.of(theta);
  LocalC2st result{.rows = near.rows.size(), .draws = drawn.rows()};
  test(candidates_of(held_out, near.rows, features), near.weights, drawn, seed.child("redraws"), redraws, result);
  return result;
}

}  // namespace inquest
