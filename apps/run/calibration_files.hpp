// Files of a calibration, for programs that draw it anew.
//
//   <stem>_ranks.csv    a row for each held-out simulation and a column for each test: numbers that are uniform where
//                       the posterior is right
//   <stem>_curves.csv   their empirical distribution functions at 0, 0.01, .. 1, with the band that 95% of calibrated
//                       posteriors keep to
#pragma once

#include <filesystem>
#include <vector>

#include "core/diagnostics/calibration.hpp"

namespace inquest {

/// Every test of a calibration: of the parameters, tarp, coverage, of the pairs.
std::vector<const RankTest*> tests_of(const Calibration& calibration);

/// Writes both files and the folder they are in; throws Error(io).
void write_calibration(const std::filesystem::path& stem, const Calibration& calibration);

}  // namespace inquest
