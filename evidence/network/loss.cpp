#include "evidence/network/loss.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/zeros_like.h>

namespace inquest {
namespace {

constexpr double largest_exponent = 30;  // its exponential and the square of that are finite in float32
constexpr double direct_limit = 15;      // of ln K, beyond which K rises in a straight line

bool has_leak(const std::string& loss) { return loss.starts_with("l-pop"); }
bool has_limit(const std::string& loss) { return loss == "direct-log" || loss == "direct-squared"; }
bool has_power(const std::string& loss) { return has_leak(loss) || loss == "pop-exponential"; }

Tensor bounded_exp(const Tensor& exponent) {
  const Tensor bounded = exponent.clamp_max(largest_exponent);
  return bounded.exp() * (1 + (exponent - bounded));
}

// Each row's loss [n], of u [n, m] and `own` [n, m], which is 1 at the row's model.
Tensor pairwise_loss(const Tensor& u, const Tensor& own, const std::string& loss) {
  const Tensor ahead = u - (u * own).sum(1, true);
  const Tensor each = loss == "logistic" ? at::softplus(ahead) : bounded_exp(0.5 * ahead);
  return (each * (1 - own)).sum(1);
}

Tensor squared_loss(const Tensor& u, const Tensor& own) { return 0.5 * (at::softmax(u, 1) - own).square().sum(1); }

Tensor direct_loss(const Tensor& u, const Tensor& own, const std::string& loss) {
  const std::int64_t others = u.size(1) - 1;
  const Tensor log_k = u.narrow(1, 1, others);
  const Tensor of_first = own.narrow(1, 0, 1), of_this = own.narrow(1, 1, others);
  if (loss == "direct-log") return (of_first * log_k.exp() - of_this * log_k).sum(1);
  if (loss == "direct-squared") return (0.5 * of_first * (2 * log_k).exp() - of_this * log_k.exp()).sum(1);
  return (of_first * bounded_exp(0.5 * log_k) + of_this * bounded_exp(-0.5 * log_k)).sum(1);
}

Tensor row_loss(const Tensor& u, const Tensor& own, const std::string& loss) {
  if (loss == "cross-entropy") return -(at::log_softmax(u, 1) * own).sum(1);
  if (loss.ends_with("squared") && !loss.starts_with("direct")) return squared_loss(u, own);
  return loss.starts_with("direct") ? direct_loss(u, own, loss) : pairwise_loss(u, own, loss);
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& evidence_loss_names() {
  static const std::vector<std::pair<std::string, std::string>> names{
      {"logistic", "cross entropy of the output as log odds, which are then log K, of each model against each other"},
      {"cross-entropy", "minus ln of the right model's probability among all"},
      {"squared", "squared error of the probabilities of all models"},
      {"l-pop-squared", "the same, of the leaky parity-odd power of the output"},
      {"exponential", "exponential loss of the output itself, which is then log K"},
      {"pop-exponential", "the same, of the parity-odd power of the output"},
      {"l-pop-exponential", "the same, of the leaky parity-odd power of the output, for large |log K|"},
      {"direct-log", "a bound of the divergence between the models, least where the output is log K"},
      {"direct-squared", "squared error of K itself"},
      {"direct-root", "the square roots of K and of 1/K, against the first model alone"}};
  return names;
}

void EvidenceLossOptions::fields(FieldVisitor& visit) {
  std::vector<std::string> names;
  for (const auto& [name, doc] : evidence_loss_names()) names.push_back(name);
  visit.choice("loss", loss, "proper score whose optimum gives log K", names);
  visit.one_of("loss", loss, names, [this](const std::string& word, FieldVisitor& of_word) {
    if (has_power(word)) of_word.field("alpha", alpha, "exponent of the POP and l-POP transforms", {.min = 1});
    if (!has_leak(word)) return;
    of_word.field("leak", leak, "slope of the l-POP transform at zero", {.min = 0, .min_open = true});
  });
}

Tensor log_evidence_of_output(const Tensor& output, const EvidenceLossOptions& options) {
  Tensor u = output;
  if (has_power(options.loss)) u = output.sgn() * output.abs().pow(options.alpha);
  if (has_limit(options.loss)) u = output.clamp_max(direct_limit) + (output - direct_limit).clamp_min(0).log1p();
  if (has_leak(options.loss)) u = u + options.leak * output;
  return at::cat({at::zeros_like(output.narrow(1, 0, 1)), u}, 1);
}

Tensor evidence_losses(const Tensor& output, const Tensor& label, const Tensor& weight,
                       const EvidenceLossOptions& options) {
  const Tensor u = log_evidence_of_output(output, options);
  const Tensor own = at::one_hot(label.to(at::kLong), u.size(1)).to(u.scalar_type());
  return weight * row_loss(u, own, options.loss);
}

Tensor evidence_loss(const Tensor& output, const Tensor& label, const Tensor& weight,
                     const EvidenceLossOptions& options) {
  return evidence_losses(output, label, weight, options).mean();
}

}  // namespace inquest
