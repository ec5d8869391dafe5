// The report of a run: one self-contained HTML page, without scripts or anything that is loaded from elsewhere.
#pragma once

#include <string>

#include "apps/report/data/report_data.hpp"

namespace inquest {

/// The answer, the figures behind it, and the settings that led to it; a fraction of a second for each corner plot.
std::string render_report(const ReportData& data);

}  // namespace inquest
