// Held-out rows: what checks of an answer compare it with.
#pragma once

#include <vector>

#include "core/data/split.hpp"

namespace inquest {

/// The test rows, or where there are none those `otherwise`, which a training looks at least: the first 2,000 of them.
std::vector<std::size_t> held_out(const Split& split, const std::vector<std::size_t>& otherwise);

}  // namespace inquest
