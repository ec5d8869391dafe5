#include "core/chains/chain_draws.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>

#include "core/base/gather.hpp"
#include "core/base/seed.hpp"

namespace inquest {
namespace {

// Keeps the rows for which `keep(row, row of its chain, rows of its chain)`.
template <class Keep>
void keep_rows(ChainDraws& draws, const Keep& keep) {
  std::vector<std::size_t> kept, lengths;
  std::size_t first = 0;
  for (const std::size_t length : draws.lengths) {
    const std::size_t before = kept.size();
    for (std::size_t i = 0; i < length; ++i) {
      if (keep(first + i, i, length)) kept.push_back(first + i);
    }
    if (kept.size() > before) lengths.push_back(kept.size() - before);
    first += length;
  }
  draws.theta = rows_at(draws.theta.view(), kept);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    draws.weights[i] = draws.weights[kept[i]];
    draws.log_posterior[i] = draws.log_posterior[kept[i]];
  }
  draws.weights.resize(kept.size());
  draws.log_posterior.resize(kept.size());
  draws.lengths = std::move(lengths);
}

void check_row(const ChainDraws& draws, std::size_t i, const std::string& where) {
  INQUEST_VALIDATE(std::isfinite(draws.log_posterior[i]), data, where, ": row ", i + 1,
                   ": log posterior = ", draws.log_posterior[i], " (a place that was drawn has a density)");
  for (std::size_t j = 0; j < draws.names.size(); ++j) {
    const double value = draws.theta(i, j);
    INQUEST_VALIDATE(std::isfinite(value), data, where, ": row ", i + 1, ": ", draws.names[j], " = ", value,
                     " (must be finite)");
    const ChainDraws::Range& range = draws.ranges[j];
    INQUEST_VALIDATE(value >= range.lower && value <= range.upper, data, where, ": row ", i + 1, ": ", draws.names[j],
                     " = ", value, " (lies outside of its range, ", range.lower, " to ", range.upper, ")");
  }
}

// One of `count` places by lot, the same for the same numbers: were it always the first, the second half of draws that
// were resampled would keep but few of the heavy ones.
std::size_t any_of(std::span<const double> theta, std::size_t count) {
  Seed lot;
  for (const double value : theta) lot = lot.child(std::bit_cast<std::uint64_t>(value));
  return static_cast<std::size_t>(lot.value % count);
}

}  // namespace

void check_draws(ChainDraws& draws, const std::string& where) {
  const std::size_t n = draws.theta.rows();
  INQUEST_EXPECT(draws.weights.size() == n && draws.log_posterior.size() == n);
  INQUEST_EXPECT(draws.names.size() == draws.theta.cols() && draws.ranges.size() == draws.names.size());
  INQUEST_VALIDATE(!draws.names.empty(), data, where, " has no parameters (a density is over one at least)");
  for (std::size_t i = 0; i < n; ++i) {
    INQUEST_VALIDATE(draws.weights[i] >= 0 && std::isfinite(draws.weights[i]), data, where, ": row ", i + 1,
                     ": weight = ", draws.weights[i], " (must be >= 0)");
    if (draws.weights[i] > 0) check_row(draws, i, where);
  }
  keep_rows(draws, [&](std::size_t row, std::size_t, std::size_t) { return draws.weights[row] > 0; });
  INQUEST_VALIDATE(!draws.weights.empty(), data, where, " has no draws of any weight");
}

void ignore_rows(ChainDraws& draws, double ignored) {
  INQUEST_EXPECT(ignored >= 0);
  keep_rows(draws, [&](std::size_t, std::size_t row, std::size_t rows) {
    return static_cast<double>(row) >= (ignored < 1 ? ignored * static_cast<double>(rows) : ignored);
  });
  INQUEST_VALIDATE(!draws.weights.empty(), data, "the first ", ignored,
                   " rows of each chain are to be ignored (none is longer)");
}

void leave_out(ChainDraws& draws, const std::vector<std::string>& names) {
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < draws.names.size(); ++j) {
    if (std::ranges::find(names, draws.names[j]) == names.end()) {
      kept.push_back(j);
    } else {
      draws.left_out.push_back(draws.names[j]);
    }
  }
  Matrix theta(draws.theta.rows(), kept.size());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    for (std::size_t k = 0; k < kept.size(); ++k) theta(i, k) = draws.theta(i, kept[k]);
  }
  for (std::size_t k = 0; k < kept.size(); ++k) {
    draws.names[k] = draws.names[kept[k]];
    draws.ranges[k] = draws.ranges[kept[k]];
  }
  draws.names.resize(kept.size());
  draws.ranges.resize(kept.size());
  draws.theta = std::move(theta);
}

ChainDraws distinct_rows(const ChainDraws& draws) {
  const auto less = [&](std::size_t a, std::size_t b) {
    return std::ranges::lexicographical_compare(draws.theta.row(a), draws.theta.row(b));
  };
  std::vector<std::size_t> order(draws.theta.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, less);
  ChainDraws result = draws;
  std::vector<bool> kept(order.size(), false);
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && !less(order[begin], order[end])) ++end;
    const std::size_t place = order[begin + any_of(draws.theta.row(order[begin]), end - begin)];
    kept[place] = true;
    result.weights[place] = 0;
    for (std::size_t i = begin; i < end; ++i) result.weights[place] += draws.weights[order[i]];
  }
  keep_rows(result, [&](std::size_t row, std::size_t, std::size_t) { return kept[row]; });
  return result;
}

}  // namespace inquest
