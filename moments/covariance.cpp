#include "moments/covariance.hpp"

#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

namespace inquest {
namespace {

Tensor column(const Tensor& output, std::int64_t index) { return output.select(1, index); }

// Outputs: d log-diagonals, then the rows of the strict lower triangle.
std::int64_t below_diagonal(std::int64_t row, std::int64_t col, std::int64_t d) {
  return d + row * (row - 1) / 2 + col;
}

}  // namespace

std::int64_t covariance_outputs(std::int64_t d) { return d * (d + 1) / 2; }

Tensor cholesky_of(const Tensor& output, std::int64_t d) {
  std::vector<Tensor> entries;
  const Tensor zero = at::zeros({output.size(0)}, output.options());
  for (std::int64_t i = 0; i < d; ++i) {
    for (std::int64_t j = 0; j < d; ++j) {
      if (j > i) entries.push_back(zero);
      if (j == i) entries.push_back(column(output, i).exp());
      if (j < i) entries.push_back(column(output, below_diagonal(i, j, d)));
    }
  }
  return at::stack(entries, 1).view({output.size(0), d, d});
}

Tensor covariance_of(const Tensor& output, std::int64_t d) {
  const Tensor factor = cholesky_of(output, d);
  return at::bmm(factor, factor.transpose(1, 2));
}

Tensor covariance_loss(const Tensor& output, const Tensor& residual) {
  const std::int64_t d = residual.size(1);
  // Forward substitution of L w = r, column by column: r^T C^-1 r = |w|^2.
  std::vector<Tensor> whitened;
  Tensor loss = output.narrow(1, 0, d).sum(1);
  for (std::int64_t i = 0; i < d; ++i) {
    Tensor rest = column(residual, i);
    for (std::int64_t j = 0; j < i; ++j) {
      rest = rest - column(output, below_diagonal(i, j, d)) * whitened[static_cast<std::size_t>(j)];
    }
    whitened.push_back(rest * (-column(output, i)).exp());
    loss = loss + 0.5 * whitened.back().square();
  }
  return loss.mean();
}

}  // namespace inquest
