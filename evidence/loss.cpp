#include "evidence/loss.hpp"

#include <ATen/TensorOperators.h>

namespace inquest {

void EvidenceLossOptions::fields(FieldVisitor& visit) {
  visit.choice("loss", loss, "proper score whose optimum gives log K", {"exponential", "l-pop-exponential"});
  visit.field("alpha", alpha, "exponent of the l-POP transform", {.min = 1});
  visit.field("leak", leak, "slope of the l-POP transform at zero", {.min = 0, .min_open = true});
}

Tensor log_k_of_output(const Tensor& output, const EvidenceLossOptions& options) {
  if (options.loss == "exponential") return output;
  return options.leak * output + output * output.abs().pow(options.alpha - 1);
}

Tensor evidence_loss(const Tensor& output, const Tensor& label, const Tensor& weight,
                     const EvidenceLossOptions& options) {
  return (weight * ((0.5 - label) * log_k_of_output(output, options)).exp()).mean();
}

}  // namespace inquest
