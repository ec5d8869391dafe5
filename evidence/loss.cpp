#include "evidence/loss.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/softplus.h>

namespace inquest {
namespace {

constexpr double largest_exponent = 30;  // its exponential and the square of that are finite in float32

}  // namespace

void EvidenceLossOptions::fields(FieldVisitor& visit) {
  visit.choice("loss", loss, "proper score whose optimum gives log K",
               {"exponential", "l-pop-exponential", "logistic"});
  visit.field("alpha", alpha, "exponent of the l-POP transform", {.min = 1});
  visit.field("leak", leak, "slope of the l-POP transform at zero", {.min = 0, .min_open = true});
}

Tensor log_k_of_output(const Tensor& output, const EvidenceLossOptions& options) {
  if (options.loss != "l-pop-exponential") return output;
  return options.leak * output + output.sgn() * output.abs().pow(options.alpha);
}

Tensor evidence_loss(const Tensor& output, const Tensor& label, const Tensor& weight,
                     const EvidenceLossOptions& options) {
  const Tensor log_k = log_k_of_output(output, options);
  if (options.loss == "logistic") return (weight * at::softplus((1 - 2 * label) * log_k)).mean();
  const Tensor exponent = (0.5 - label) * log_k;
  const Tensor bounded = exponent.clamp_max(largest_exponent);
  return (weight * bounded.exp() * (1 + (exponent - bounded))).mean();
}

}  // namespace inquest
