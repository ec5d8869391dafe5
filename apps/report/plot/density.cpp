#include "apps/report/plot/density.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "apps/report/plot/smoothing_kernel.hpp"
#include "core/base/error.hpp"

namespace inquest {
namespace {

using Values = std::vector<double>;  // at the nodes of one axis, or of two with the second one inside

double draws_that_count(std::size_t count, const DensityOptions& options) {
  const double draws = static_cast<double>(count);
  return options.effective_draws > 0 ? std::clamp(options.effective_draws, 1.0, draws) : draws;
}

// From where nearly all draws begin to where they end, with room for the kernel: far outliers make no coarse grid.
FoldedAxis axis_for(const DrawsOf& x, double width, std::size_t points) {
  const double begin = quantile(x.draws, 0.0015);
  const double end = quantile(x.draws, 0.9985);
  const double margin = 0.25 * (end - begin);
  const auto [smallest, largest] = std::ranges::minmax(x.draws);
  const double low = std::max(smallest, begin - margin) - 4 * width;
  const double high = std::min(largest, end + margin) + 4 * width;
  return FoldedAxis(low, high, x.support, points);
}

// Each draw shared between the nodes beside it; what lies beyond the axis has no node, yet counts in the total.
Values binned(std::span<const double> draws, const FoldedAxis& axis) {
  Values bins(axis.points());
  const double weight = 1 / static_cast<double>(draws.size());
  for (const double draw : draws) {
    const auto place = axis.locate(draw);
    if (!place) continue;
    bins[place->node] += weight * (1 - place->share);
    bins[place->node + 1] += weight * place->share;
  }
  return bins;
}

Values binned(std::span<const double> x, std::span<const double> y, const FoldedAxis& axis_x,
              const FoldedAxis& axis_y) {
  Values bins(axis_x.points() * axis_y.points());
  const double weight = 1 / static_cast<double>(x.size());
  for (std::size_t n = 0; n < x.size(); ++n) {
    const auto i = axis_x.locate(x[n]);
    const auto j = axis_y.locate(y[n]);
    if (!i || !j) continue;
    double* corner = bins.data() + i->node * axis_y.points() + j->node;
    corner[0] += weight * (1 - i->share) * (1 - j->share);
    corner[1] += weight * (1 - i->share) * j->share;
    corner[axis_y.points()] += weight * i->share * (1 - j->share);
    corner[axis_y.points() + 1] += weight * i->share * j->share;
  }
  return bins;
}

std::ptrdiff_t shifted(std::size_t node, std::size_t k, std::size_t kernel_size) {
  return static_cast<std::ptrdiff_t>(node + k) - static_cast<std::ptrdiff_t>(kernel_size / 2);
}

Values smoothed(const Values& bins, const Values& kernel, const FoldedAxis& axis) {
  Values out(bins.size());
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i] == 0) continue;
    for (std::size_t k = 0; k < kernel.size(); ++k) {
      if (const auto node = axis.fold(shifted(i, k, kernel.size()))) out[*node] += bins[i] * kernel[k];
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i] *= axis.images(i);
  return out;
}

// Adds weight x kernel around node (i, j); what passes an end of the support comes back mirrored.
void add_kernel(Values& out, double weight, std::size_t i, std::size_t j, const Matrix& kernel, const FoldedAxis& x,
                const FoldedAxis& y) {
  for (std::size_t k = 0; k < kernel.rows(); ++k) {
    const auto row = x.fold(shifted(i, k, kernel.rows()));
    if (!row) continue;
    for (std::size_t l = 0; l < kernel.cols(); ++l) {
      const auto col = y.fold(shifted(j, l, kernel.cols()));
      if (col) out[*row * y.points() + *col] += weight * kernel(k, l);
    }
  }
}

Values smoothed(const Values& bins, const Matrix& kernel, const FoldedAxis& x, const FoldedAxis& y) {
  Values out(bins.size());
  for (std::size_t n = 0; n < bins.size(); ++n) {
    if (bins[n] != 0) add_kernel(out, bins[n], n / y.points(), n % y.points(), kernel, x, y);
  }
  for (std::size_t n = 0; n < out.size(); ++n) out[n] *= x.images(n / y.points()) * y.images(n % y.points());
  return out;
}

// First estimate x smoothed (bins / first estimate), with the mass that the bins hold.
Values corrected(const Values& bins, const Values& cells, const std::function<Values(const Values&)>& smooth) {
  Values density = smooth(bins);
  Values ratio = bins;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i] != 0) ratio[i] /= density[i];
  }
  const Values correction = smooth(ratio);
  for (std::size_t i = 0; i < density.size(); ++i) density[i] *= correction[i];
  const double held = std::accumulate(bins.begin(), bins.end(), 0.0);
  const double mass = std::inner_product(density.begin(), density.end(), cells.begin(), 0.0);
  for (double& value : density) value *= held / mass;
  return density;
}

// The trapezoidal rule: half a cell at the ends.
double cell(std::span<const double> nodes, std::size_t i) {
  const double step = nodes[1] - nodes[0];
  return i == 0 || i + 1 == nodes.size() ? step / 2 : step;
}

Values cells_of(std::span<const double> x) {
  Values cells(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) cells[i] = cell(x, i);
  return cells;
}

Values cells_of(std::span<const double> x, std::span<const double> y) {
  Values cells(x.size() * y.size());
  for (std::size_t n = 0; n < cells.size(); ++n) cells[n] = cell(x, n / y.size()) * cell(y, n % y.size());
  return cells;
}

}  // namespace

DensityCurve estimate_density(const DrawsOf& x, const DensityOptions& options) {
  INQUEST_EXPECT(!x.draws.empty());
  const double width = kernel_width(x.draws, draws_that_count(x.draws.size(), options), 1);
  const FoldedAxis axis = axis_for(x, width, options.points > 0 ? options.points : 256);
  const Values kernel = gaussian_kernel(width, axis.step());
  DensityCurve curve{axis.nodes(), {}};
  curve.density = corrected(binned(x.draws, axis), cells_of(curve.x),
                            [&](const Values& bins) { return smoothed(bins, kernel, axis); });
  return curve;
}

DensityGrid estimate_density(const DrawsOf& x, const DrawsOf& y, const DensityOptions& options) {
  INQUEST_EXPECT(!x.draws.empty() && x.draws.size() == y.draws.size());
  const double draws = draws_that_count(x.draws.size(), options);
  const double width_x = kernel_width(x.draws, draws, 2);
  const double width_y = kernel_width(y.draws, draws, 2);
  const std::size_t points = options.points > 0 ? options.points : 96;
  const FoldedAxis axis_x = axis_for(x, width_x, points);
  const FoldedAxis axis_y = axis_for(y, width_y, points);
  const Matrix kernel =
      gaussian_kernel({width_x, axis_x.step()}, {width_y, axis_y.step()}, correlation(x.draws, y.draws));
  DensityGrid grid{axis_x.nodes(), axis_y.nodes(), Matrix(points, points)};
  grid.density.values() = corrected(binned(x.draws, y.draws, axis_x, axis_y), cells_of(grid.x, grid.y),
                                    [&](const Values& bins) { return smoothed(bins, kernel, axis_x, axis_y); });
  return grid;
}

std::vector<double> levels_enclosing(const DensityGrid& grid, std::span<const double> masses) {
  const Values& density = grid.density.values();
  const Values cells = cells_of(grid.x, grid.y);
  std::vector<std::size_t> order(density.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::greater{}, [&](std::size_t n) { return density[n]; });
  Values enclosed(order.size());  // mass above the density of each node, which itself counts by half
  double mass = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double own = density[order[k]] * cells[order[k]];
    enclosed[k] = mass + own / 2;
    mass += own;
  }
  std::vector<double> levels;
  for (const double wanted : masses) {
    const auto found = std::ranges::lower_bound(enclosed, wanted);
    levels.push_back(found == enclosed.end() ? 0 : density[order[static_cast<std::size_t>(found - enclosed.begin())]]);
  }
  return levels;
}

}  // namespace inquest
