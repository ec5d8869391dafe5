// Resampling: rows in proportion to their weights, so that what was drawn from another distribution follows the prior.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/base/seed.hpp"

namespace inquest {

/// As many rows as `rows`, row i on average weights[rows[i]] / (their mean) times and never one more or less than that
/// rounded (systematic resampling, Kitagawa 1996); in order. Throws Error(data) on a weight that is negative or not
/// finite, or where all vanish.
std::vector<std::size_t> resampled(const std::vector<std::size_t>& rows, std::span<const double> weights, Seed seed);

/// `count` places of the weights, in the same way.
std::vector<std::size_t> resampled(std::span<const double> weights, std::size_t count, Seed seed);

/// (sum w)^2 / (n sum w^2) of these rows: the share of them that equal weights would need (Kish 1965).
double effective_share(const std::vector<std::size_t>& rows, std::span<const double> weights);

}  // namespace inquest
