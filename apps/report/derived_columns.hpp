// Derived parameters beside the others, as columns of the posterior table and of the corner plot.
#pragma once

#include "apps/report/data/report_data.hpp"

namespace inquest {

/// The model with its derived parameters behind its parameters.
ReportModel with_derived(ReportModel model);

/// The posterior with the summary of both; its draws [n, d + k] have both already, where it has any.
PosteriorResult with_derived(PosteriorResult posterior);

}  // namespace inquest
