#include "evidence/tuning.hpp"

#include <algorithm>
#include <array>

namespace inquest {
namespace {

constexpr std::array<double, 4> decay_factors = {0.1, 1, 10, 100};
constexpr std::int64_t narrow = 8;
constexpr std::int64_t pilot_networks = 2;

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

}  // namespace inquest
