// Exact evidences of the expansion-history example by quadrature: the truth that the benchmarks compare with.
#pragma once

#include <span>
#include <string>

#include "core/base/matrix_view.hpp"

namespace inquest::bench {

/// Redshifts, values and errors of the example's data.
struct HubbleData {
  std::vector<double> z;
  std::vector<double> value;
  std::vector<double> sigma;
};
HubbleData read_hubble_data();

/// ln p(x | M) of the flat universe with Lambda ("lambda") or the open one without ("open"), H0 ~ U(50, 90),
/// Om ~ U(0, 1): analytic in H0, midpoint rule in Om.
double exact_log_evidence(const std::string& model, const HubbleData& data, std::span<const double> x);

}  // namespace inquest::bench
