// References of distances that know the data: the parameters of the simulation whose data are nearest.
#pragma once

#include "core/base/matrix_view.hpp"

namespace inquest {

/// For each row of x [n, k] the parameters [n, d] of the row of pool_x [m, k] that is nearest to it; numbers should be
/// of like scale (core/diagnostics/projection.hpp), and simulations of the pool not among those of x.
Matrix nearest_references(ConstMatrixView x, ConstMatrixView pool_x, ConstMatrixView pool_theta);

}  // namespace inquest
