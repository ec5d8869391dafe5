// The report stage: gathers what a run has concluded and writes report.html.
#pragma once

#include "apps/report/data/report_data.hpp"
#include "apps/stages/stage.hpp"

namespace inquest {

/// Everything that the report shows, with draws thinned to a few thousand.
ReportData make_report_data(const RunContext& context, const Results& results);

/// Writes report.html; throws Error(io).
void report_stage(RunContext& context, const Results& results);

}  // namespace inquest
