// Tuning: which settings of an evidence network held-out simulations choose between.
//
// Where models differ in one combination of the data, a narrow first layer and much weight decay keep noise out; where
// they differ in many, both flatten ln K. The loss of rows that a network was not trained on tells which it is.
#pragma once

#include <optional>
#include <vector>

#include "evidence/evidence_network.hpp"

namespace inquest {

/// The given settings with 0.1, 1, 10 and 100 times their weight decay; alone where they are not to be tuned.
std::vector<EvidenceNetworkOptions> with_other_decays(const EvidenceNetworkOptions& given);

/// The settings with a first layer of 8; none where that is no narrower than the layer or the data, of residual
/// networks, and where they are not to be tuned.
std::optional<EvidenceNetworkOptions> with_narrow_first_layer(const EvidenceNetworkOptions& given,
                                                              std::size_t data_size);

/// Networks that each of the settings is judged by: all of the ensemble where there is nothing to choose.
std::size_t pilots(const EvidenceNetworkOptions& given);

/// The cross-entropy of the mean of `ensemble` networks, judged from q >= 2 like them: their ln p(x | M_i) / p(x | M_0)
/// [n, m] of rows that none was trained on, with label and weight [n] as in `evidence_loss`. By averaging, E networks
/// lose 1 - 1/E of what their differences cost, q of them 1 - 1/q, to second order in the differences (after Krogh &
/// Vedelsby 1995); one network alone would be judged best where its weights decay too much for a mean.
double loss_of_mean(const std::vector<Tensor>& log_evidence, const Tensor& label, const Tensor& weight,
                    std::int64_t ensemble);

}  // namespace inquest
