#include "evidence/tuning.hpp"

#include <algorithm>
#include <array>

#include <ATen/TensorOperators.h>

namespace inquest {
namespace {

constexpr std::array<double, 4> decay_factors = {0.1, 1, 10, 100};
constexpr std::int64_t narrow = 8;
constexpr std::int64_t pilot_networks = 2;

double cross_entropy(const Tensor& log_evidence, const Tensor& label, const Tensor& weight) {
  EvidenceLossOptions options;
  options.loss = "cross-entropy";
  const Tensor over_first = log_evidence.narrow(1, 1, log_evidence.size(1) - 1);
  return evidence_loss(over_first, label, weight, options).item<double>();
}

}  // namespace

std::vector<EvidenceNetworkOptions> with_other_decays(const EvidenceNetworkOptions& given) {
  if (!given.tune) return {given};
  std::vector<EvidenceNetworkOptions> settings(decay_factors.size(), given);
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

std::size_t pilots(const EvidenceNetworkOptions& given) {
  return static_cast<std::size_t>(given.tune ? std::min(pilot_networks, given.ensemble) : given.ensemble);
}

double loss_of_mean(const std::vector<Tensor>& log_evidence, const Tensor& label, const Tensor& weight,
                    std::int64_t ensemble) {
  const auto q = static_cast<double>(log_evidence.size());
  Tensor mean = log_evidence.front() / q;
  double single = cross_entropy(log_evidence.front(), label, weight) / q;
  for (std::size_t k = 1; k < log_evidence.size(); ++k) {
    mean = mean + log_evidence[k] / q;
    single += cross_entropy(log_evidence[k], label, weight) / q;
  }
  const double of_differences = (single - cross_entropy(mean, label, weight)) / (1 - 1 / q);
  return single - of_differences * (1 - 1 / static_cast<double>(ensemble));
}

}  // namespace inquest
