// Proposal: a density to draw from, in the coordinates x of EvidenceTarget; a fitted mixture, a flow, anything.
#pragma once

#include <functional>

#include "core/base/matrix_view.hpp"
#include "core/base/random.hpp"

namespace inquest {

struct Proposal {
  std::function<void(Random& random, MatrixView x)> sample;                   // fills x [n, d]
  std::function<void(ConstMatrixView x, std::span<double> out)> log_density;  // normalised, of rows of x [n, d]
};

class EvidenceTarget;

/// A proposal from one in z, in which the prior is N(0, I) and flows live. `target` must outlive it.
Proposal proposal_in_normal(const EvidenceTarget& target, Proposal in_z);

}  // namespace inquest
