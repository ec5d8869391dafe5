// Whether numbers are uniform on (0, 1): an exact test, and the bands of their empirical distribution function.
//
// The i-th smallest of n uniform numbers is Beta(i, n + 1 - i). The test asks how deep in its tails the most unlikely
// of them lies (its "local level"), and how often uniform numbers go as deep: no grid, no simulation, and tails count
// as much as the middle (Berk & Jones 1979; equal local levels: Gontscharuk, Landwehr & Finner 2016; bands for ranks:
// Säilynoja, Bürkner & Vehtari 2022, arXiv:2103.10522). The picture of the bands and the p-value are one statement: the
// p-value is the level of the band that the numbers just leave.
#pragma once

#include <span>
#include <vector>

namespace inquest {

/// What each order statistic of n numbers may be.
struct OrderBand {
  std::vector<double> lower;  // [n], ascending
  std::vector<double> upper;  // [n], ascending
};

/// 2 min_i min(P(U_(i) <= u_(i)), P(U_(i) >= u_(i))) of n > 0 numbers `sorted` in ascending order, at most 1.
double local_level(std::span<const double> sorted);

/// The band that each order statistic of n uniform numbers leaves with probability `level`, 1e-15 at least.
OrderBand order_band(std::size_t n, double level);

/// The probability that any order statistic of n uniform numbers leaves the band: that a Poisson process that has
/// n points in the end crosses one of the two boundaries (Khmaladze & Shinjikashvili 2001; Moscovich & Nadler 2017).
double crossing_probability(const OrderBand& band);

/// The p-value of n > 0 independent numbers in [0, 1], in any order; 1e-12 stands for all that is less.
double uniformity_p_value(std::vector<double> numbers);

/// The band that n uniform numbers leave with probability 1 - `coverage`, with all of their order statistics together.
OrderBand simultaneous_band(std::size_t n, double coverage);

/// The share of numbers, `sorted` in ascending order, that are at most `value`: their empirical distribution function.
double share_up_to(std::span<const double> sorted, double value);

/// Largest distance of the empirical distribution function of n > 0 numbers from that of uniform ones.
double largest_deviation(std::vector<double> numbers);

}  // namespace inquest
