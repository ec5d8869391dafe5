#include "evidence/network/tuning.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <ATen/TensorOperators.h>

namespace inquest {
namespace {

constexpr std::array<double, 4> decay_factors = {100, 10, 1, 0.1};
constexpr std::int64_t narrow = 8;
constexpr double significant = 2;  // standard errors

Tensor cross_entropies(const Tensor& log_evidence, const Tensor& label, const Tensor& weight) {
  EvidenceLossOptions options;
  options.loss = "cross-entropy";
  const Tensor over_first = log_evidence.narrow(1, 1, log_evidence.size(1) - 1);
  return evidence_losses(over_first, label, weight, options);
}

}  // namespace

std::vector<EvidenceNetworkOptions> with_other_decays(const EvidenceNetworkOptions& given) {
  if (!given.tune) return {};
  EvidenceNetworkOptions pilot = given;
  pilot.ensemble = pilots;
  pilot.bootstrap = 0;
  pilot.training.min_epochs = TrainerOptions{}.min_epochs;
  std::vector<EvidenceNetworkOptions> settings(decay_factors.size(), pilot);
  for (std::size_t i = 0; i < settings.size(); ++i) settings[i].training.weight_decay *= decay_factors[i];
  return settings;
}

std::optional<EvidenceNetworkOptions> with_narrow_first_layer(const EvidenceNetworkOptions& given,
                                                              std::size_t data_size) {
  const auto& hidden = given.network.hidden;
  const bool narrower = hidden.size() > 1 && hidden.front() > narrow && static_cast<std::int64_t>(data_size) > narrow;
  if (!given.tune || given.network.residual || !narrower) return std::nullopt;
  EvidenceNetworkOptions settings = given;
  settings.network.hidden.front() = narrow;
  return settings;
}

Tensor losses_of_mean(const std::vector<Tensor>& log_evidence, const Tensor& label, const Tensor& weight,
                      std::int64_t ensemble) {
  const auto q = static_cast<double>(log_evidence.size());
  Tensor mean = log_evidence.front() / q;
  Tensor single = cross_entropies(log_evidence.front(), label, weight) / q;
  for (std::size_t k = 1; k < log_evidence.size(); ++k) {
    mean = mean + log_evidence[k] / q;
    single = single + cross_entropies(log_evidence[k], label, weight) / q;
  }
  const Tensor of_differences = (single - cross_entropies(mean, label, weight)) / (1 - 1 / q);
  return single - of_differences * (1 - 1 / static_cast<double>(ensemble));
}

std::size_t simplest_of_best(const std::vector<Tensor>& losses) {
  std::vector<double> means;
  for (const Tensor& loss : losses) means.push_back(loss.mean().item<double>());
  const auto best = static_cast<std::size_t>(std::ranges::min_element(means) - means.begin());
  std::size_t i = 0;
  for (; i < best; ++i) {
    const Tensor excess = losses[i] - losses[best];
    const double error = excess.std().item<double>() / std::sqrt(static_cast<double>(excess.size(0)));
    if (means[i] - means[best] <= significant * error) break;
  }
  return i;
}

}  // namespace inquest
