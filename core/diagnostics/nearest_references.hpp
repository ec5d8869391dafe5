// References of distances that know the data: the parameters of the simulation whose data are nearest.
#pragma once

#include "core/base/matrix_view.hpp"
#include "core/base/seed.hpp"

namespace inquest {

/// For each row of x [n, k] the parameters [n, d] of the row of pool_x [m, k] that is nearest to it; the pool's
/// simulations are not among those of x. Numbers count in standard deviations of the pool; of more than 64 numbers 64
/// random projections, which keep distances (Johnson & Lindenstrauss 1984).
Matrix nearest_references(ConstMatrixView x, ConstMatrixView pool_x, ConstMatrixView pool_theta, Seed seed);

}  // namespace inquest
