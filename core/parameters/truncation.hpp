// Truncation: a prior inside a box, in which simulations near one observation are spent (Deistler, Goncalves & Macke
// 2022, arXiv:2210.04815, with a region of another shape).
//
// In a box every parameter keeps a prior of its own: of the same family and with closer ends. So whatever learns from
// simulations learns from those of the box as from any others, and the share of the prior inside is known exactly: with
// it ln Z = ln Z(box) + ln share, up to the posterior's mass outside.
#pragma once

#include <optional>
#include <vector>

#include "core/parameters/parameter_space.hpp"

namespace inquest {

/// The prior between `low` and `high`, where that has a family: of uniform, log-uniform, normal, truncated normal and
/// half normal priors. Ends beyond the prior's are the prior's.
std::optional<Prior> truncated(const Prior& prior, double low, double high);

/// Whether a box can have ends in this parameter: it has a prior of its own as above, and is not periodic.
bool can_be_truncated(const Parameter& parameter);

/// The space with the free parameters that can be between low [d] and high [d]; the others are as they were.
ParameterSpace truncated(const ParameterSpace& space, const std::vector<double>& low, const std::vector<double>& high);

/// ln of the share of the prior of `whole` inside the support of `part`, which is a truncation of it.
double log_share(const ParameterSpace& whole, const ParameterSpace& part);

}  // namespace inquest
