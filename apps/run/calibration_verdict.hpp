// What the checks of a posterior on held-out simulations say in words.
//
// A check fails where chance hardly explains what it finds (once in a thousand runs) and what it finds matters.
#pragma once

#include <string>

#include "apps/run/results.hpp"
#include "core/diagnostics/far_number.hpp"

namespace inquest {

/// What a check that fails says of the posterior, and what to do; empty where it holds.
std::string doubt_of(const Calibration& calibration);
std::string doubt_of(const Residuals& residuals);

/// The same of a calibration at the observation.
std::string doubt_of(const LocalC2st& found);
std::string doubt_of(const LocalCalibration& calibration);

/// The same where the observation is none of the simulations' kind: what was learned from them is extrapolated.
std::string doubt_of(const OutOfDistribution& found, const std::string& model);
std::string doubt_of(const FarNumber& found, const std::string& model);

/// What a predictive check says where simulations from the posterior are unlike the observation; empty where they are
/// like it. The model may be wrong, or its posterior.
std::string misfit_of(const Predictive& predictive, const std::string& model);

/// A sentence of a check that holds, or that was left out; empty where it fails, which is a doubt.
std::string sentence_of(const PosteriorCheck& check);

}  // namespace inquest
