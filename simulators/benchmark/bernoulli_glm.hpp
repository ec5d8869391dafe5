// bernoulli_glm and bernoulli_glm_raw: spikes of a neuron that filters white noise (Lueckmann et al. 2017).
//
//   y_t ~ Bernoulli(1 / (1 + exp(-psi_t))), psi = X theta, t = 1 ... 100
//   X_t = (1, I_t, I_(t-1), ..., I_(t-8)), I a fixed draw of white noise, 0 before its start
//
// The raw task has x = y, the other the sufficient statistics x = X^T y. As X^T maps no two y to one x, a density of
// one is the density of the other.
#pragma once

#include "simulators/row_simulator.hpp"

namespace inquest {

/// X [100, 10], in single precision as the benchmark has it.
Matrix glm_design();

SimulatorBundle make_bernoulli_glm(const NoOptions& options, const SimulatorRequest& request);
SimulatorBundle make_bernoulli_glm_raw(const NoOptions& options, const SimulatorRequest& request);

}  // namespace inquest
