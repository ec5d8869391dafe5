// What nested sampling tells: ln Z and its errors, information, dimensionality, and whether walks forgot their start.
#pragma once

#include "core/infer/findings.hpp"
#include "evidence/nested/log_evidence.hpp"

namespace inquest {

/// Without a group of their own.
Findings findings_of(const LogEvidence& found);

}  // namespace inquest
