#include "core/model/likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.hpp"

namespace inquest {

void sum_log_likelihood(const Likelihood& likelihood, const ParameterSpace& space, std::size_t data_size,
                        ConstMatrixView theta, std::span<const double> x, std::span<double> out) {
  INQUEST_VALIDATE(!x.empty() && x.size() % data_size == 0, data, "observation of length ", x.size(),
                   " (must be one or several of length ", data_size, ")");
  Matrix all(theta.rows(), space.parameters().size());
  space.expand(theta, all);
  std::ranges::fill(out, 0.0);
  std::vector<double> one(theta.rows());
  for (std::size_t start = 0; start < x.size(); start += data_size) {
    likelihood.log_likelihood(all, x.subspan(start, data_size), one);
    for (std::size_t i = 0; i < one.size(); ++i) {
      INQUEST_VALIDATE(!std::isnan(one[i]), data, "the log-likelihood at ", space.text_of(theta.row(i)),
                       " is nan (must be a number, or -inf where it vanishes); check the likelihood there");
      out[i] += one[i];
    }
  }
}

}  // namespace inquest
