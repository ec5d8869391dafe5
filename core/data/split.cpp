#include "core/data/split.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace inquest {
namespace {

using Ranked = std::pair<std::uint64_t, std::size_t>;  // hash, number: equal hashes are told apart
using Place = std::vector<Ranked>::const_iterator;

/// The rows of simulations, ascending.
std::vector<std::size_t> rows_of(Place first, Place last, std::size_t rows_per_theta, std::size_t rows) {
  std::vector<std::size_t> result;
  for (Place simulation = first; simulation != last; ++simulation) {
    const std::size_t begin = simulation->second * rows_per_theta;
    for (std::size_t row = begin; row < std::min(begin + rows_per_theta, rows); ++row) result.push_back(row);
  }
  std::ranges::sort(result);
  return result;
}

/// One row of each, ascending.
std::vector<std::size_t> one_row_of(Place first, Place last, std::size_t rows_per_theta, std::size_t rows, Seed seed) {
  std::vector<std::size_t> result;
  for (Place simulation = first; simulation != last; ++simulation) {
    const std::size_t begin = simulation->second * rows_per_theta;
    const std::size_t count = std::min(rows_per_theta, rows - begin);
    result.push_back(begin + (count == 1 ? 0 : Random(seed.child(simulation->second)).below(count)));
  }
  std::ranges::sort(result);
  return result;
}

}  // namespace

Split split_rows(Seed seed, const std::string& model, std::size_t rows, std::size_t test_rows,
                 double validation_fraction, std::size_t rows_per_theta) {
  INQUEST_VALIDATE(test_rows <= rows, config, "simulations.test = ", test_rows, " (there are ", rows,
                   " simulations of '", model, "')");
  INQUEST_VALIDATE(validation_fraction >= 0 && validation_fraction < 1, config,
                   "validation_fraction = ", validation_fraction, " (must be at least 0 and below 1)");
  INQUEST_EXPECT(rows_per_theta > 0);
  const auto simulations_of = [&](std::size_t n) { return (n + rows_per_theta - 1) / rows_per_theta; };
  const std::size_t simulations = simulations_of(rows), tests = simulations_of(test_rows);
  const Seed branch = seed.child("split").child(model);
  std::vector<Ranked> ranked(simulations);
  for (std::size_t i = 0; i < simulations; ++i) ranked[i] = {branch.child(i).value, i};

  const auto validate =
      static_cast<std::size_t>(std::llround(validation_fraction * static_cast<double>(simulations - tests)));
  const auto test_end = ranked.begin() + static_cast<std::ptrdiff_t>(tests);
  const auto validation_end = test_end + static_cast<std::ptrdiff_t>(validate);
  std::nth_element(ranked.begin(), validation_end, ranked.end());
  std::nth_element(ranked.begin(), test_end, validation_end);
  return {rows_of(validation_end, ranked.cend(), rows_per_theta, rows),
          rows_of(test_end, validation_end, rows_per_theta, rows),
          one_row_of(ranked.cbegin(), test_end, rows_per_theta, rows, branch.child("test row"))};
}

}  // namespace inquest
