// Mutual information by nearest neighbours (Kraskov, Stoegbauer & Grassberger 2004, algorithm 1; conditional: Frenzel &
// Pompe 2007).
//
//   I(X; Y | Z) = psi(k) - E[psi(n_xz + 1) + psi(n_yz + 1) - psi(n_z + 1)]
//
// n_xz is the number of other rows that lie nearer in (x, z) than the k-th neighbour does in (x, y, z), by the largest
// difference of a coordinate; without Z its term is psi(n).
#pragma once

#include "core/base/matrix_view.hpp"
#include "core/base/measured.hpp"

namespace inquest {

struct KsgOptions {
  std::size_t neighbours = 5;
};

/// In nats, of rows x [n, dx], y [n, dy] and z [n, dz], dz = 0 without; the error is that of the mean of its terms,
/// which leaves out the bias. It looks at all n^2 pairs. Throws Error(data) where there are no more rows than
/// neighbours.
Measured ksg_information(ConstMatrixView x, ConstMatrixView y, ConstMatrixView z, const KsgOptions& options = {});

}  // namespace inquest
