// Tuning: which settings of an evidence network held-out simulations choose between.
//
// Where models differ in one combination of the data, a narrow first layer and much weight decay keep noise out; where
// they differ in many, both flatten ln K. The loss of rows that a network was not trained on tells which it is, and
// where it cannot tell, the simplest settings are taken (after the rule of one standard error, Breiman et al. 1984,
// section 3.4.3; by chance alone one of six comparisons is further off than that, and one of forty than two).
#pragma once

#include <optional>
#include <vector>

#include "evidence/network/evidence_network.hpp"

namespace inquest {

/// Networks that settings are judged by.
constexpr std::size_t pilots = 2;

/// Pilots of the given settings with 100, 10, 1 and 0.1 times their weight decay; none where they are not to be tuned.
/// They see the rows no more often than the steps ask for, which tells settings apart.
std::vector<EvidenceNetworkOptions> with_other_decays(const EvidenceNetworkOptions& given);

/// Pilots with a first layer of 8; none where that is no narrower than the layer or the data, of residual
/// networks, and where they are not to be tuned.
std::optional<EvidenceNetworkOptions> with_narrow_first_layer(const EvidenceNetworkOptions& given,
                                                              std::size_t data_size);

/// The cross-entropies [n] of the mean of `ensemble` networks, judged from q >= 2 like them: their
/// ln p(x | M_i) / p(x | M_0) [n, m] of rows that none was trained on, with label and weight [n] as in `evidence_loss`.
/// By averaging, E networks lose 1 - 1/E of what their differences cost, q of them 1 - 1/q, to second order in the
/// differences (after Krogh & Vedelsby 1995); one network alone would be judged best where its weights decay too much
/// for a mean.
Tensor losses_of_mean(const std::vector<Tensor>& log_evidence, const Tensor& label, const Tensor& weight,
                      std::int64_t ensemble);

/// The first of the settings, simplest first, whose mean loss is larger than the least by no more than two standard
/// errors of the difference on the same rows; losses [n] of each.
std::size_t simplest_of_best(const std::vector<Tensor>& losses);

}  // namespace inquest
