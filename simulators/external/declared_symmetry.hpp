// The symmetry that a run file declares of an external simulator or of an archive.
#pragma once

#include "core/model/simulator.hpp"
#include "simulators/request.hpp"

namespace inquest {

/// Throws Error(config), at its place in the run file, where the data cannot have the symmetry of `info`.
void require_symmetry(const SimulatorRequest& request, const SimulatorInfo& info);

}  // namespace inquest
