// ln K of two models by every route, as points with error bars over the scale of Kass and Raftery.
#pragma once

#include <span>
#include <string>

#include "apps/report/data/report_data.hpp"

namespace inquest {

/// A <figure> of ln K of `favoured` over `other` by the routes that know it; nothing where none does.
std::string evidence_plot(std::span<const EvidenceResult> evidence, const std::string& favoured,
                          const std::string& other);

}  // namespace inquest
