// The losses of moment networks: what makes a mean and a covariance least wrong.
//
//   score     two steps: the mean by squared error, then C of its residuals r by the Gaussian log score
//             (moments/covariance.hpp)
//   squared   two steps, the second by the squared error of C against r r^T (Jeffrey & Wandelt 2020)
//   log_sum   one step: the sum of the logarithms of both squared errors, each a mean over the batch
//             (Villaescusa-Navarro et al. 2021, arXiv:2109.10915, for the variances; here for all pairs of parameters)
//   gaussian  one step: the Gaussian negative log-likelihood of mean and covariance
//
// The optimum of each is E[theta | x] and Cov[theta | x], of gaussian too: its best mean is the posterior's whatever C
// is, and its best C given that is the score's. For that the second term of log_sum hands no gradient to the mean, as
// the authors' does: by it the third moment would move the mean, of an exponential posterior by half its width. The
// logarithm of a mean over a small batch is less than that over all rows, so that batches should not be small.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/tensor_fwd.hpp"

namespace inquest {

/// Words in run files with what they are, the default first.
const std::vector<std::pair<std::string, std::string>>& moment_losses();

/// Whether one network learns both moments in one step.
bool in_one_step(const std::string& loss);

/// Mean over rows and entries of (C - r r^T)^2, of covariance outputs [n, d (d + 1) / 2] and residuals r [n, d].
Tensor squared_covariance_loss(const Tensor& output, const Tensor& residual);

/// mean_j ln <r_j^2> + mean_jk ln <(C_jk - r_j r_k)^2>, with <> the mean over rows; the second with no gradient by r.
Tensor log_sum_loss(const Tensor& output, const Tensor& residual);

/// The loss of a covariance output given residuals under this word; residuals carry the graph of the mean where it is
/// learnt in the same step.
Tensor moment_loss(const std::string& loss, const Tensor& output, const Tensor& residual);

}  // namespace inquest
