// The error of ln Z that the members of a likelihood tell.
#pragma once

#include <span>

#include "core/infer/posterior.hpp"
#include "core/model/likelihood.hpp"

namespace inquest {

/// One standard deviation of ln Z at one x [data_size], from that of each member, by which `draws`, weighted draws of
/// the posterior under `likelihood`, are weighed anew: ln Z_k - ln Z = ln E[p_k(x | theta) / p(x | theta)]. 0 for a
/// likelihood that has no members.
double member_error(const Likelihood& likelihood, const ParameterSpace& space, std::span<const double> x,
                    const Draws& draws);

}  // namespace inquest
