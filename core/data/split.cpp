#include "core/data/split.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using Ranked = std::pair<std::uint64_t, std::size_t>;  // hash, row: equal hashes are told apart

std::vector<std::size_t> ascending_rows(std::vector<Ranked>::const_iterator first,
                                        std::vector<Ranked>::const_iterator last) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(last - first));
  std::transform(first, last, rows.begin(), [](const Ranked& ranked) { return ranked.second; });
  std::ranges::sort(rows);
  return rows;
}

}  // namespace

Split split_rows(Seed seed, const std::string& model, std::size_t rows, std::size_t test_rows,
                 double validation_fraction) {
  INQUEST_VALIDATE(test_rows <= rows, config, "simulations.test = ", test_rows, " (there are ", rows,
                   " simulations of '", model, "')");
  INQUEST_VALIDATE(validation_fraction >= 0 && validation_fraction < 1, config,
                   "validation_fraction = ", validation_fraction, " (must be at least 0 and below 1)");
  const Seed branch = seed.child("split").child(model);
  std::vector<Ranked> ranked(rows);
  for (std::size_t row = 0; row < rows; ++row) ranked[row] = {branch.child(row).value, row};

  const auto validation_rows =
      static_cast<std::size_t>(std::llround(validation_fraction * static_cast<double>(rows - test_rows)));
  const auto test_end = ranked.begin() + static_cast<std::ptrdiff_t>(test_rows);
  const auto validation_end = test_end + static_cast<std::ptrdiff_t>(validation_rows);
  std::nth_element(ranked.begin(), validation_end, ranked.end());
  std::nth_element(ranked.begin(), test_end, validation_end);
  return {ascending_rows(validation_end, ranked.cend()), ascending_rows(test_end, validation_end),
          ascending_rows(ranked.cbegin(), test_end)};
}

}  // namespace inquest
