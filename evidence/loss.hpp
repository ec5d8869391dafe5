// Losses of evidence networks: proper scores of the model label whose optimum is a known function of K.
//
// With f the network's output and m the label, V = exp((1/2 - m) J(f)) has its optimum where J(f) = ln K (equal
// numbers of both models): exponential, J(f) = f; l-POP-exponential (the paper's default), J(f) = leak f + f |f|^(a-1).
// logistic, V = ln(1 + exp((1 - 2 m) f)), has it where f = ln K.
//
// Where the exponent exceeds 30 its exponential goes on as a straight line, so that no gradient overflows: only a
// simulation on the wrong side of |ln K| = 60, one in e^60, would tell the difference.
#pragma once

#include <string>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/config/fields.hpp"

namespace inquest {

struct EvidenceLossOptions {
  std::string loss = "logistic";
  double alpha = 2;
  double leak = 1;

  void fields(FieldVisitor& visit);
};

/// J(f): ln K from the network's output.
Tensor log_k_of_output(const Tensor& output, const EvidenceLossOptions& options);

/// Mean loss; label [n] is 0 or 1, weight [n] has mean one and evens out unequal numbers of simulations.
Tensor evidence_loss(const Tensor& output, const Tensor& label, const Tensor& weight,
                     const EvidenceLossOptions& options);

}  // namespace inquest
