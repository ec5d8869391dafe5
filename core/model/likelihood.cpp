#include "core/model/likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "core/base/error.hpp"

namespace inquest {
namespace {

// Calls add(x_k, one) for each of several observations, which fills `one` [n], and sums these into `out`.
template <class Add>
void sum_over_observations(const ParameterSpace& space, std::size_t data_size, ConstMatrixView theta,
                           std::span<const double> x, std::span<double> out, const Add& add) {
  const std::size_t observations = count_observations(data_size, x);
  std::ranges::fill(out, 0.0);
  std::vector<double> one(theta.rows());
  for (std::size_t k = 0; k < observations; ++k) {
    add(x.subspan(k * data_size, data_size), one);
    for (std::size_t i = 0; i < one.size(); ++i) {
      INQUEST_VALIDATE(!std::isnan(one[i]), data, "the log-likelihood at ", space.text_of(theta.row(i)),
                       " is nan (must be a number, or -inf where it vanishes); check the likelihood there");
      out[i] += one[i];
    }
  }
}

Matrix expanded(const ParameterSpace& space, ConstMatrixView theta) {
  Matrix all(theta.rows(), space.parameters().size());
  space.expand(theta, all);
  return all;
}

}  // namespace

std::size_t count_observations(std::size_t data_size, std::span<const double> x) {
  const std::size_t observations = data_size == 0 ? 1 : x.size() / data_size;
  INQUEST_VALIDATE(observations > 0 && x.size() == observations * data_size, data, "observation of length ", x.size(),
                   " (must be one or several of length ", data_size, ")");
  return observations;
}

void sum_log_likelihood(const Likelihood& likelihood, const ParameterSpace& space, std::size_t data_size,
                        ConstMatrixView theta, std::span<const double> x, std::span<double> out) {
  const Matrix all = expanded(space, theta);
  sum_over_observations(space, data_size, theta, x, out, [&](std::span<const double> one_x, std::span<double> one) {
    likelihood.log_likelihood(all, one_x, one);
  });
}

void sum_log_likelihood_gradient(const DifferentiableLikelihood& likelihood, const ParameterSpace& space,
                                 std::size_t data_size, ConstMatrixView theta, std::span<const double> x,
                                 std::span<double> out, MatrixView gradient) {
  const Matrix all = expanded(space, theta);
  Matrix of_one(all.rows(), all.cols()), sum(all.rows(), all.cols());
  sum_over_observations(space, data_size, theta, x, out, [&](std::span<const double> one_x, std::span<double> one) {
    likelihood.log_likelihood_gradient(all, one_x, one, of_one);
    std::ranges::transform(sum.values(), of_one.values(), sum.values().begin(), std::plus());
  });
  std::size_t free = 0;
  for (std::size_t k = 0; k < all.cols(); ++k) {
    if (space.parameters()[k].fixed_value) continue;
    for (std::size_t i = 0; i < all.rows(); ++i) gradient(i, free) = sum(i, k);
    ++free;
  }
}

}  // namespace inquest
