// Losses of evidence networks: proper scores of the model label whose optimum is a known function of K.
//
// A network has an output f_i for every model but the first, and u_i = J(f_i) is its ln p(x | M_i) / p(x | M_0), with
// u_0 = 0. A row of model m costs, with p = softmax(u) and K_i = exp(u_i),
//
//   logistic              sum over j != m of ln(1 + exp(u_j - u_m))        J(f) = f
//   cross-entropy         -ln p_m                                          J(f) = f
//   squared               sum over j of (p_j - [j = m])^2 / 2              J(f) = f
//   l-pop-squared         the same                                         J(f) = leak f + f |f|^(alpha - 1)
//   exponential           sum over j != m of exp((u_j - u_m) / 2)          J(f) = f
//   pop-exponential       the same                                         J(f) = f |f|^(alpha - 1)
//   l-pop-exponential     the same; the default of the paper               J(f) = leak f + f |f|^(alpha - 1)
//   direct-log            sum over i > 0 of [m = 0] K_i - [m = i] ln K_i   J(f) = f, from 15 on 15 + ln(f - 14)
//   direct-squared        sum over i > 0 of [m = 0] K_i^2 / 2 - [m = i] K_i     the same
//   direct-root           sum over i > 0 of [m = 0] K_i^(1/2) + [m = i] K_i^(-1/2)   J(f) = f
//
// Where rows of all models weigh the same, each is least where u_i = ln p(x | M_i) / p(x | M_0). J is applied to each
// output before differences are taken: to a difference it would not be proper. Of two models logistic and
// cross-entropy are one, as are exponential and direct-root. (Jeffrey & Wandelt 2024, arXiv 2305.11241; direct-log:
// Nguyen, Wainwright & Jordan 2010; direct-squared: Kanamori, Hido & Sugiyama 2009.)
//
// Where the exponent of an exponential loss, or of direct-root, exceeds 30 it goes on as a straight line, so that no
// gradient overflows: only a simulation on the wrong side of |ln K| = 60, one in e^60, would tell the difference.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "core/config/fields.hpp"

namespace inquest {

/// Names of the losses with what they are.
const std::vector<std::pair<std::string, std::string>>& evidence_loss_names();

struct EvidenceLossOptions {
  std::string loss = "logistic";
  double alpha = 2;
  double leak = 1;

  void fields(FieldVisitor& visit);
};

/// u: ln p(x | M_i) / p(x | M_0) [n, m], zero for the first model, from the network's outputs [n, m - 1].
Tensor log_evidence_of_output(const Tensor& output, const EvidenceLossOptions& options);

/// The loss [n] of each of the outputs [n, m - 1], times its weight [n], which has mean one and evens out unequal
/// numbers of simulations; label [n] counts the models from 0.
Tensor evidence_losses(const Tensor& output, const Tensor& label, const Tensor& weight,
                       const EvidenceLossOptions& options);

/// Their mean.
Tensor evidence_loss(const Tensor& output, const Tensor& label, const Tensor& weight,
                     const EvidenceLossOptions& options);

}  // namespace inquest
