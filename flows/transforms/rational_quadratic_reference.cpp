#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include "flows/transforms/rational_quadratic.hpp"

namespace inquest {
namespace {

// Sizes of bins [n, bins, d] from raw ones.
Tensor sizes(const RationalQuadratic& spline, const Tensor& raw) {
  const double rest = 1 - static_cast<double>(spline.bins) * spline.least_share;
  return 2 * spline.bound * (spline.least_share + rest * raw.softmax(1));
}

// The knots at the left ends of bins.
Tensor knots(const RationalQuadratic& spline, const Tensor& size) { return size.cumsum(1) - size - spline.bound; }

// Slopes at all bins + 1 knots.
Tensor slopes(const RationalQuadratic& spline, const Tensor& raw) {
  const Tensor end = spline.circular ? raw.narrow(1, 0, 1) : at::zeros_like(raw.narrow(1, 0, 1));
  const Tensor all = at::cat(spline.circular ? at::TensorList({raw, end}) : at::TensorList({end, raw, end}), 1);
  return spline.least_slope + at::softplus(all + std::log(std::expm1(1 - spline.least_slope)));
}

// The bin of each point, described by the numbers of its ends, [n, d] each.
struct Bin {
  Tensor x, y, width, height, left, right;

  Bin(const RationalQuadratic& spline, const Tensor& raw, const Tensor& point, bool inverse) {
    const Tensor widths = sizes(spline, raw.narrow(1, 0, spline.bins));
    const Tensor heights = sizes(spline, raw.narrow(1, spline.bins, spline.bins));
    const Tensor slope = slopes(spline, raw.narrow(1, 2 * spline.bins, spline.bins - (spline.circular ? 0 : 1)));
    const Tensor x_knots = knots(spline, widths);
    const Tensor y_knots = knots(spline, heights);
    const Tensor inner = (inverse ? y_knots : x_knots).narrow(1, 1, spline.bins - 1);
    const Tensor index = (point.unsqueeze(1) >= inner).sum(1, true);
    const auto pick = [](const Tensor& of, const Tensor& at) { return of.gather(1, at).squeeze(1); };
    x = pick(x_knots, index);
    y = pick(y_knots, index);
    width = pick(widths, index);
    height = pick(heights, index);
    left = pick(slope, index);
    right = pick(slope, index + 1);
  }
};

Tensor wrap(const RationalQuadratic& spline, const Tensor& angle) {
  const Tensor turns = (angle + spline.bound) / (2 * spline.bound);
  return (turns - turns.floor()) * (2 * spline.bound) - spline.bound;
}

Tensor phase_of(const RationalQuadratic& spline, const Tensor& raw) { return raw.select(1, 3 * spline.bins); }

struct Inside {
  Tensor point, yes;

  Inside(const RationalQuadratic& spline, const Tensor& z) {
    yes = (z >= -spline.bound).logical_and(z < spline.bound).logical_or(at::zeros_like(z).eq(spline.circular ? 0 : 1));
    point = spline.circular ? wrap(spline, z) : at::where(yes, z, at::zeros_like(z));
  }
};

}  // namespace

std::pair<Tensor, Tensor> forward_reference(const RationalQuadratic& spline, const Tensor& z, const Tensor& raw) {
  const Inside inside(spline, spline.circular ? z + phase_of(spline, raw) : z);
  const Bin bin(spline, raw, inside.point, false);
  const Tensor s = bin.height / bin.width;
  const Tensor xi = (inside.point - bin.x) / bin.width;
  const Tensor theta = xi * (1 - xi);
  const Tensor denominator = s + (bin.left + bin.right - 2 * s) * theta;
  const Tensor u = bin.y + bin.height * (s * xi.square() + bin.left * theta) / denominator;
  const Tensor slope = bin.right * xi.square() + 2 * s * theta + bin.left * (1 - xi).square();
  const Tensor log_slope = 2 * s.log() + slope.log() - 2 * denominator.log();
  return {at::where(inside.yes, u, z), at::where(inside.yes, log_slope, at::zeros_like(z))};
}

Tensor inverse_reference(const RationalQuadratic& spline, const Tensor& u, const Tensor& raw) {
  const Inside inside(spline, u);
  const Bin bin(spline, raw, inside.point, true);
  const Tensor s = bin.height / bin.width;
  const Tensor rise = inside.point - bin.y;
  const Tensor curve = bin.left + bin.right - 2 * s;
  const Tensor a = bin.height * (s - bin.left) + rise * curve;
  const Tensor b = bin.height * bin.left - rise * curve;
  const Tensor xi = 2 * s * rise / (b + (b.square() + 4 * a * s * rise).clamp_min(0).sqrt());
  const Tensor z = bin.x + xi * bin.width;
  return spline.circular ? wrap(spline, z - phase_of(spline, raw)) : at::where(inside.yes, z, u);
}

}  // namespace inquest
