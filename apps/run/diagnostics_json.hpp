// What checks have found, as results.json has it under `diagnostics`.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "apps/run/results.hpp"

namespace inquest {

/// Of evidence routes: out_of_distribution, blind_coverage, log_score, each by route.
nlohmann::ordered_json evidence_diagnostics(const Results& results);

/// Of posteriors: calibration, information, each by model and route.
nlohmann::ordered_json posterior_diagnostics(const Results& results);

/// The part of all diagnostics that is of posteriors, or of evidence routes.
nlohmann::ordered_json posterior_part(const nlohmann::ordered_json& diagnostics);
nlohmann::ordered_json evidence_part(const nlohmann::ordered_json& diagnostics);

}  // namespace inquest
