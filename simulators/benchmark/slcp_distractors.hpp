// slcp_distractors: the data of slcp among 92 numbers that say nothing, all in a fixed order.
//
//   x_j = c[permutation_j], c = (slcp's 8 numbers, z)
//   z ~ 1/20 sum_k t_2(location_k, L_k L_k^T), a mixture of multivariate Student t with 2 degrees of freedom
//
// Locations, factors and permutation come from one fixed seed. The variance of z is infinite.
#pragma once

#include <vector>

#include "simulators/row_simulator.hpp"

namespace inquest {

/// The fixed inputs of slcp_distractors.
struct Distractors {
  std::vector<std::vector<double>> locations;  // [20][92]
  std::vector<Matrix> factors;                 // 20 of [92, 92], lower triangular; the diagonal may be negative
  std::vector<std::size_t> permutation;        // [100]
};

Distractors make_distractors();

SimulatorBundle make_slcp_distractors(const NoOptions& options, const SimulatorRequest& request);

}  // namespace inquest
