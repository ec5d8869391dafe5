#include "core/information/cross_fit.hpp"

#include <algorithm>
#include <optional>

#include "core/base/gather.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"

namespace inquest {
namespace {

// The part of each row, at random and of equal sizes.
std::vector<std::size_t> parts_of(std::size_t rows, std::size_t folds, Seed seed) {
  std::vector<std::size_t> parts(rows);
  for (std::size_t i = 0; i < rows; ++i) parts[i] = i % folds;
  Random random(seed);
  for (std::size_t i = rows; i > 1; --i) std::swap(parts[i - 1], parts[random.below(i)]);
  return parts;
}

struct Rows {
  ConstMatrixView y, c;
};

std::vector<double> scores(const ConditionalLogDensity& density, const Rows& rows) {
  std::vector<double> out(rows.y.rows());
  density(rows.y, rows.c, out);
  return out;
}

// Nothing where the way cannot be fitted to some part.
std::optional<CrossFit> cross_fit(const Rows& all, const ConditionalFit& way, const std::vector<std::size_t>& parts,
                                  std::size_t folds, Seed seed) {
  CrossFit result{way.name, std::vector<double>(parts.size()), {}};
  std::vector<double> own;
  std::vector<char> fitted(folds + 1, 1);
  parallel_for(folds + (way.counts_own_rows ? 1 : 0), [&](std::size_t fold) {
    std::vector<std::size_t> inside, outside;
    for (std::size_t i = 0; i < parts.size(); ++i) (parts[i] == fold ? outside : inside).push_back(i);
    const Matrix y = rows_at(all.y, inside), c = rows_at(all.c, inside);
    const ConditionalLogDensity density = way.fit(y, c, seed.child(fold));
    fitted[fold] = density ? 1 : 0;
    if (!density) return;
    if (fold == folds) {
      own = scores(density, all);
      return;
    }
    const Matrix other_y = rows_at(all.y, outside), other_c = rows_at(all.c, outside);
    const std::vector<double> found = scores(density, {other_y, other_c});
    for (std::size_t k = 0; k < outside.size(); ++k) result.held_out[outside[k]] = found[k];
  });
  if (std::ranges::count(fitted, 0) > 0) return std::nullopt;
  result.balanced = result.held_out;
  const auto k = static_cast<double>(folds);
  const double weight = k / (2 * k - 1);
  for (std::size_t i = 0; i < own.size(); ++i) result.balanced[i] += weight * (own[i] - result.held_out[i]);
  return result;
}

bool is_better(const CrossFit& later, const CrossFit& earlier) {
  std::vector<double> gain(later.held_out.size());
  std::ranges::transform(later.held_out, earlier.held_out, gain.begin(), std::minus());
  const Measured mean = mean_with_error(gain);
  return mean.value > mean.error;
}

}  // namespace

CrossFit best_cross_fit(ConstMatrixView y, ConstMatrixView c, const std::vector<ConditionalFit>& ways,
                        const CrossFitOptions& options, Seed seed) {
  const std::vector<std::size_t> parts = parts_of(y.rows(), options.folds, seed.child("parts"));
  std::optional<CrossFit> best;
  std::string family;
  double before = 0;
  bool grows = true;
  for (const ConditionalFit& way : ways) {
    const bool same = way.family == family;
    if (same && !grows) continue;
    const auto found = cross_fit({y, c}, way, parts, options.folds, seed.child(way.name));
    const double score = found ? mean_of(found->held_out) : -HUGE_VAL;
    grows = found && (!same || score > before);
    before = score;
    family = way.family;
    if (found && (!best || is_better(*found, *best))) best = found;
  }
  INQUEST_VALIDATE(best, data, "no density fits ", y.rows(), " rows of ", y.cols() + c.cols(),
                   " columns (too few rows, or columns that follow from each other); leave some out");
  return *best;
}

}  // namespace inquest
