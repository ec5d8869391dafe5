// The split of simulations into training, validation and test rows: one per model, the same for every estimator.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/seed.hpp"

namespace inquest {

/// Disjoint rows of one model, each list ascending.
struct Split {
  std::vector<std::size_t> train;
  std::vector<std::size_t> validation;
  std::vector<std::size_t> test;
};

/// Ranks the rows [0, rows) by a hash of (seed, model, row): the lowest `test_rows` are test rows, the next share
/// `validation_fraction` of the others (rounded) validates, and the rest trains. Throws Error(config) unless test_rows
/// <= rows and 0 <= validation_fraction < 1.
///
/// Where `rows_per_theta` rows that follow each other are of one simulation, simulations are ranked, each with all of
/// its rows. Test rows should be independent: of each simulation that is held out there is one, by lot, and the others
/// have no role. At least `test_rows` are held out, unless none are.
Split split_rows(Seed seed, const std::string& model, std::size_t rows, std::size_t test_rows,
                 double validation_fraction, std::size_t rows_per_theta = 1);

}  // namespace inquest
