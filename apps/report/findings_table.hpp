// What routes tell besides their answers, whatever it is.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "core/infer/findings.hpp"

namespace inquest {

/// What one route has found, under its name.
using RouteFindings = std::pair<std::string, const Findings*>;

/// A row for each finding and a column for each route, with what it means; empty where none has found anything.
std::string findings_table(std::span<const RouteFindings> routes);

}  // namespace inquest
