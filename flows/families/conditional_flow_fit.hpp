// A flow of what a linear regression leaves, as a density of y given c:
//
//   y = a + B c + L e,   e from a flow with context c,
//
// where L L^T is the covariance of the residuals, so that the flow begins at the normal density that fits best.
#pragma once

#include "core/base/reporter.hpp"
#include "core/information/conditional_fit.hpp"
#include "flows/families/fitted_flow.hpp"

namespace inquest {

/// Of rows whose columns have about zero mean and unit variance; a fifth of them only says when to stop. It cannot be
/// fitted to fewer than 100 rows, nor to rows on a plane. `reporter` must outlive it.
ConditionalFit conditional_flow_fit(const FittedFlowOptions& options, Reporter& reporter);

}  // namespace inquest
