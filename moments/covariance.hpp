// Covariance matrices as network outputs: a Cholesky factor with a positive diagonal, so that every output is positive
// definite.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"

namespace inquest {

/// d (d + 1) / 2.
std::int64_t covariance_outputs(std::int64_t d);

/// Lower factor L [n, d, d] from outputs [n, d (d + 1) / 2]; the diagonal is exp of the first d outputs.
Tensor cholesky_of(const Tensor& output, std::int64_t d);

/// L L^T [n, d, d].
Tensor covariance_of(const Tensor& output, std::int64_t d);

/// Mean over rows of ln det C / 2 + r^T C^-1 r / 2 for residuals r [n, d]: the Gaussian log score, whose optimum is
/// C(x) = E[r r^T | x] whatever the distribution of r (it is linear in r r^T and proper in C; Dawid & Sebastiani 1999).
Tensor covariance_loss(const Tensor& output, const Tensor& residual);

}  // namespace inquest
