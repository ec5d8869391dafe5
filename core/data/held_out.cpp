#include "core/data/held_out.hpp"

#include <algorithm>

namespace inquest {
namespace {

constexpr std::size_t most = 2000;

}  // namespace

std::vector<std::size_t> held_out(const Split& split, const std::vector<std::size_t>& otherwise) {
  const auto& rows = split.test.empty() ? otherwise : split.test;
  return {rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), most))};
}

}  // namespace inquest
