#include "moments/moment_loss.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>

#include "core/base/error.hpp"
#include "moments/covariance.hpp"

namespace inquest {
namespace {

// C - r r^T [n, d, d].
Tensor excess(const Tensor& output, const Tensor& residual) {
  return covariance_of(output, residual.size(1)) - residual.unsqueeze(2) * residual.unsqueeze(1);
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& moment_losses() {
  static const std::vector<std::pair<std::string, std::string>> losses{
      {"score", "the mean by squared error, then the covariance by the Gaussian log score"},
      {"squared", "both by squared error, one after the other"},
      {"log_sum", "logarithms of both squared errors together"},
      {"gaussian", "the Gaussian likelihood of both together"}};
  return losses;
}

bool in_one_step(const std::string& loss) { return loss == "log_sum" || loss == "gaussian"; }

Tensor squared_covariance_loss(const Tensor& output, const Tensor& residual) {
  return excess(output, residual).square().mean();
}

Tensor log_sum_loss(const Tensor& output, const Tensor& residual) {
  const Tensor second = excess(output, residual.detach());  // else skewed posteriors would bend their means
  return residual.square().mean(0).log().mean() + second.square().mean(0).log().mean();
}

Tensor moment_loss(const std::string& loss, const Tensor& output, const Tensor& residual) {
  if (loss == "squared") return squared_covariance_loss(output, residual);
  if (loss == "log_sum") return log_sum_loss(output, residual);
  INQUEST_EXPECT(loss == "score" || loss == "gaussian");
  return covariance_loss(output, residual);
}

}  // namespace inquest
