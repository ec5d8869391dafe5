// The reach of simulations: up to which ln K they can teach a network.
//
// Where x favours M_i over M_j by ln K, a network has learned so from the simulations of M_j that look as much like
// M_i: where K or more is found there are at most n / K of n. Where there
// are next to none a network only goes on as its shape has it, and an ensemble does so with one voice: no scatter and
// no test of calibration shows that ln K is wrong there. Mostly it is too small.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/base/matrix_view.hpp"
#include "core/base/tensor_fwd.hpp"

namespace inquest {

/// Simulations of the losing model that tell enough: their number is known to a third.
constexpr std::int64_t simulations_that_tell = 10;

/// Entry (i, j), [m, m]: the ln p(x | M_i) / p(x | M_j) that `simulations_that_tell` simulations of M_j reach; minus
/// infinity where it has fewer. For ln p(x | M) of simulations [n, m] up to a constant of each, and the models that
/// they came from [n].
Matrix reach_of(const Tensor& log_evidence, const Tensor& label);

}  // namespace inquest
