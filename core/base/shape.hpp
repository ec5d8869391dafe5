// Shape: the lengths of an array along its dimensions, [32] or [64, 64]; the last one varies fastest.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace inquest {

using Shape = std::vector<std::size_t>;

/// Numbers in an array of this shape; 1 of no dimension.
std::size_t numbers_of(const Shape& shape);

/// "[64, 64]"
std::string to_text(const Shape& shape);

}  // namespace inquest
