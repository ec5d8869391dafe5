#include "simulators/stationary_series.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <Eigen/Eigenvalues>

#include "core/base/eigen_matrix.hpp"
#include "simulators/parameter_columns.hpp"

namespace inquest {
namespace {

using Indices = std::vector<Eigen::Index>;

// Points that are listed, in the order of the request, and the others.
struct Points {
  Indices listed, others;
};

Points points_of(const SimulatorRequest& request, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(concat("z", i));
  parameter_columns(request, {}, names);
  Points points;
  for (const std::string& parameter : request.parameters) {
    points.listed.push_back(std::ranges::find(names, parameter) - names.begin());
  }
  for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(count); ++i) {
    if (std::ranges::find(points.listed, i) == points.listed.end()) points.others.push_back(i);
  }
  return points;
}

// A such that A A^T is the covariance, which may be singular.
EigenMatrix root_of(const EigenMatrix& covariance) {
  const Eigen::SelfAdjointEigenSolver<EigenMatrix> found(covariance);
  return found.eigenvectors() * found.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
}

// What all points are given the listed ones: design z_listed + latent u.
struct Conditional {
  EigenMatrix design, latent;
};

Conditional given_listed(const EigenMatrix& covariance, const Points& points) {
  const auto count = covariance.rows(), listed = static_cast<Eigen::Index>(points.listed.size());
  const auto others = static_cast<Eigen::Index>(points.others.size());
  const EigenMatrix among = covariance(points.listed, points.listed);
  const EigenMatrix across = covariance(points.others, points.listed);
  const EigenMatrix weights = among.ldlt().solve(across.transpose()).transpose();
  Conditional result{EigenMatrix::Zero(count, listed), EigenMatrix::Zero(count, others)};
  result.design(points.listed, Eigen::all) = EigenMatrix::Identity(listed, listed);
  result.design(points.others, Eigen::all) = weights;
  if (others == 0) return result;
  const EigenMatrix left = covariance(points.others, points.others) - weights * across.transpose();
  result.latent(points.others, Eigen::all) = root_of(left);
  return result;
}

}  // namespace

void StationarySeriesOptions::fields(FieldVisitor& visit) {
  visit.field("points", points, "of the series, each with a parameter z1, z2, ...", {.min = 2, .max = 5000});
  visit.field("ratio", ratio, "of the first to the last power of the spectrum", {.min = 0, .min_open = true});
  visit.field("noise", noise, "variance of the white noise of a point", {.min = 0, .min_open = true});
}

Matrix stationary_covariance(const StationarySeriesOptions& options) {
  const auto n = static_cast<std::size_t>(options.points);
  std::vector<double> power(n), covariance(n);
  double total = 0;
  for (std::size_t m = 0; m < n; ++m) {
    power[m] = std::pow(options.ratio, -static_cast<double>(m) / static_cast<double>(n - 1));
    total += power[m];
  }
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t m = 0; m < n; ++m) {
      const auto turns = static_cast<double>(m * k % n) / static_cast<double>(n);
      covariance[k] += power[m] / total * std::cos(2 * std::numbers::pi * turns);
    }
  }
  Matrix result(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) result(i, j) = covariance[i > j ? i - j : j - i];
  }
  return result;
}

LinearModel stationary_series_model(const StationarySeriesOptions& options, const SimulatorRequest& request) {
  const auto n = static_cast<std::size_t>(options.points);
  const Conditional terms = given_listed(as_eigen(stationary_covariance(options)), points_of(request, n));
  return LinearModel({.name = "stationary_series",
                      .version = "1",
                      .parameters = request.parameters,
                      .data_shape = {n},
                      .symmetry = {.sign = true}},
                     {.design = to_matrix(terms.design),
                      .latent = to_matrix(terms.latent),
                      .offset = std::vector<double>(n),
                      .noise_sd = std::vector<double>(n, std::sqrt(options.noise))});
}

SimulatorBundle make_stationary_series(const StationarySeriesOptions& options, const SimulatorRequest& request) {
  const auto model = std::make_shared<const LinearModel>(stationary_series_model(options, request));
  return {.simulator = model, .likelihood = model, .exact_evidence = model, .archive = nullptr};
}

}  // namespace inquest
