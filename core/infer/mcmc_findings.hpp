// What Markov chains tell of their convergence.
#pragma once

#include "core/infer/findings.hpp"
#include "core/sampling/mcmc.hpp"

namespace inquest {

/// Without a group of their own.
Findings findings_of(const McmcReport& report);

}  // namespace inquest
