#include "flows/transforms/rational_quadratic.hpp"

#include <cmath>

#include "core/nn/lanes.hpp"

namespace inquest {
namespace {

constexpr double least_slope = RationalQuadratic::least_slope;

// softplus(offset) = 1 - least_slope, so that a raw slope of zero is a slope of one.
const double slope_offset = std::log(std::expm1(1 - least_slope));

// The constants of a spline in one precision.
template <class T>
struct Constants {
  explicit Constants(const RationalQuadratic& spline)
      : bins(spline.bins),
        bound(static_cast<T>(spline.bound)),
        least(static_cast<T>(2 * spline.bound * spline.least_share)),
        rest(static_cast<T>(2 * spline.bound * (1 - static_cast<double>(spline.bins) * spline.least_share))),
        offset(static_cast<T>(slope_offset)),
        circular(spline.circular) {}

  std::int64_t bins;
  T bound;
  T least;   // size of a bin of no weight
  T rest;    // size of a bin of all the weight, beyond that
  T offset;  // of raw slopes
  bool circular;
};

// Sizes of all bins of one coordinate, in lanes of rows, as shares before their least size.
template <class T>
struct Shares {
  Lanes<T> values[RationalQuadratic::max_bins];

  INQUEST_INLINE Shares(const T* raw, std::int64_t stride, std::int64_t bins) {
    Lanes<T> largest = load(raw);
    for (std::int64_t k = 1; k < bins; ++k) largest = max_lanes<T>(largest, load(raw + k * stride));
    Lanes<T> sum = {};
    for (std::int64_t k = 0; k < bins; ++k) sum += values[k] = exp_lanes<T>(load(raw + k * stride) - largest);
    const Lanes<T> scale = 1 / sum;
    for (std::int64_t k = 0; k < bins; ++k) values[k] *= scale;
  }
};

// The bin in which a point lies; the knots at its ends are (x, y) and (x + width, y + height).
template <class T>
struct Bin {
  Lanes<T> number, x, y, width, height;
  Lanes<T> raw_left, raw_right;  // slopes at its ends
};

enum class Axis { z, u };

template <class T>
INQUEST_INLINE Bin<T> find_bin(const Constants<T>& c, const Shares<T>& widths, const Shares<T>& heights,
                               const T* raw_slopes, std::int64_t stride, Axis axis, Lanes<T> point) {
  Bin<T> bin;
  Lanes<T> x = lanes<T>(-c.bound);
  Lanes<T> y = x;
  Lanes<T> raw_left = c.circular ? load(raw_slopes) : Lanes<T>{};
  const Lanes<T> raw_end = raw_left;
  const T* raw_next = c.circular ? raw_slopes + stride : raw_slopes;
  for (std::int64_t k = 0; k < c.bins; ++k, raw_next += stride) {
    const Lanes<T> width = c.least + c.rest * widths.values[k];
    const Lanes<T> height = c.least + c.rest * heights.values[k];
    const Lanes<T> raw_right = k + 1 < c.bins ? load(raw_next) : raw_end;
    if (k == 0) {
      bin = {Lanes<T>{}, x, y, width, height, raw_left, raw_right};
    } else {
      const auto beyond = point >= (axis == Axis::z ? x : y);
      bin.number = beyond ? lanes<T>(static_cast<T>(k)) : bin.number;
      bin.x = beyond ? x : bin.x;
      bin.y = beyond ? y : bin.y;
      bin.width = beyond ? width : bin.width;
      bin.height = beyond ? height : bin.height;
      bin.raw_left = beyond ? raw_left : bin.raw_left;
      bin.raw_right = beyond ? raw_right : bin.raw_right;
    }
    x += width;
    y += height;
    raw_left = raw_right;
  }
  return bin;
}

// The map within a bin, with the paper's names: xi the place in it, s the secant, delta the slopes at its ends.
template <class T>
struct Pieces {
  Lanes<T> s, delta_left, delta_right, curve;  // curve = delta_left + delta_right - 2 s
  Lanes<T> xi, theta;                          // theta = xi (1 - xi)
  Lanes<T> numerator, denominator, slope;      // u = y + height numerator / denominator; slope of u by xi, unscaled

  INQUEST_INLINE Pieces(const Constants<T>& c, const Bin<T>& bin)
      : s(bin.height / bin.width),
        delta_left(static_cast<T>(least_slope) + softplus_lanes<T>(bin.raw_left + c.offset)),
        delta_right(static_cast<T>(least_slope) + softplus_lanes<T>(bin.raw_right + c.offset)),
        curve(delta_left + delta_right - 2 * s) {}

  INQUEST_INLINE void at(Lanes<T> place) {
    xi = place;
    theta = xi * (1 - xi);
    numerator = s * xi * xi + delta_left * theta;
    denominator = s + curve * theta;
    slope = delta_right * xi * xi + 2 * s * theta + delta_left * (1 - xi) * (1 - xi);
  }
};

// The angle within one turn.
template <class T>
INQUEST_INLINE Lanes<T> wrap(const Constants<T>& c, Lanes<T> angle) {
  const T turn = 2 * c.bound;
  return each_lane<T>((angle + c.bound) / turn, [](T v) { return v - std::floor(v); }) * turn - c.bound;
}

template <class T>
INQUEST_INLINE Lanes<T> phase_of(const Constants<T>& c, const T* raw, std::int64_t stride) {
  return c.circular ? load(raw + 3 * c.bins * stride) : Lanes<T>{};
}

// The point that the spline sees: an angle within one turn, or anything inside where the identity takes over.
template <class T>
struct Inside {
  Lanes<T> point;
  Lanes<T> yes;  // 1 or 0

  INQUEST_INLINE Inside(const Constants<T>& c, Lanes<T> z) {
    if (c.circular) {
      point = wrap(c, z);
      yes = lanes<T>(1);
    } else {
      const auto within = (z >= -c.bound) & (z < c.bound);
      point = within ? z : Lanes<T>{};
      yes = within ? lanes<T>(1) : Lanes<T>{};
    }
  }
};

template <class T>
INQUEST_INLINE void forward_lanes(const RationalQuadratic& spline, const T* z, const RawColumns<T>& raw, T* u,
                                  T* log_det) {
  const Constants<T> c(spline);
  for (std::int64_t i = 0; i < raw.rows; i += lane_count<T>) {
    const T* values = raw.values + i;
    const Lanes<T> point = load(z + i);
    const Inside<T> inside(c, point + phase_of(c, values, raw.stride));
    const Shares<T> widths(values, raw.stride, c.bins);
    const Shares<T> heights(values + c.bins * raw.stride, raw.stride, c.bins);
    const Bin<T> bin =
        find_bin(c, widths, heights, values + 2 * c.bins * raw.stride, raw.stride, Axis::z, inside.point);
    Pieces<T> p(c, bin);
    p.at((inside.point - bin.x) / bin.width);
    const Lanes<T> value = bin.y + bin.height * p.numerator / p.denominator;
    const Lanes<T> ratio = p.s / p.denominator;
    store<T>(u + i, inside.yes > 0 ? value : point);
    store<T>(log_det + i, load(log_det + i) + (inside.yes > 0 ? log_lanes<T>(ratio * ratio * p.slope) : Lanes<T>{}));
  }
}

// Derivatives by what describes the bin: its knot, its size and the slopes at its ends.
template <class T>
struct BinGradient {
  Lanes<T> z, x, width, y, height, raw_left, raw_right;

  INQUEST_INLINE BinGradient(const Constants<T>& c, const Bin<T>& bin, const Pieces<T>& p, Lanes<T> u,
                             Lanes<T> log_det) {
    const Lanes<T> quotient = p.numerator / p.denominator;
    const Lanes<T> numerator = u * bin.height / p.denominator;
    const Lanes<T> denominator = -(numerator * quotient) - 2 * log_det / p.denominator;
    const Lanes<T> slope = log_det / p.slope;
    const Lanes<T> rest = 1 - p.xi;
    const Lanes<T> tilt = 1 - 2 * p.xi;
    const Lanes<T> xi = numerator * (2 * p.s * p.xi + p.delta_left * tilt) + denominator * p.curve * tilt +
                        2 * slope * (p.delta_right * p.xi + p.s * tilt - p.delta_left * rest);
    const Lanes<T> s =
        numerator * p.xi * p.xi + denominator * (1 - 2 * p.theta) + 2 * slope * p.theta + 2 * log_det / p.s;
    z = xi / bin.width;
    x = -z;
    width = -(xi * p.xi + s * p.s) / bin.width;
    y = u;
    height = u * quotient + s / bin.width;
    const Lanes<T> both = denominator * p.theta;
    raw_left = (numerator * p.theta + both + slope * rest * rest) * sigmoid_lanes<T>(bin.raw_left + c.offset);
    raw_right = (both + slope * p.xi * p.xi) * sigmoid_lanes<T>(bin.raw_right + c.offset);
  }
};

// Derivatives by raw sizes, from those by the knot of the bin (the sum of all sizes before) and by its own size.
template <class T>
INQUEST_INLINE void size_gradients(const Constants<T>& c, const Shares<T>& shares, Lanes<T> number, Lanes<T> knot,
                                   Lanes<T> size, std::int64_t stride, T* out) {
  const auto by_share = [&](std::int64_t k) {
    const Lanes<T> place = lanes<T>(static_cast<T>(k));
    return c.rest * (place < number ? knot : (place == number ? size : Lanes<T>{}));
  };
  Lanes<T> mean = {};
  for (std::int64_t k = 0; k < c.bins; ++k) mean += shares.values[k] * by_share(k);
  for (std::int64_t k = 0; k < c.bins; ++k) store<T>(out + k * stride, shares.values[k] * (by_share(k) - mean));
}

template <class T>
INQUEST_INLINE void slope_gradients(const Constants<T>& c, Lanes<T> number, Lanes<T> left, Lanes<T> right,
                                    std::int64_t stride, T* out) {
  const auto at_knot = [&](std::int64_t k) {  // the left end of bin k, the right one of the bin before
    const Lanes<T> place = lanes<T>(static_cast<T>(k));
    return (place == number ? left : Lanes<T>{}) + (place == number + 1 ? right : Lanes<T>{});
  };
  if (c.circular) {
    store<T>(out, at_knot(0) + at_knot(c.bins));
    out += stride;
  }
  for (std::int64_t k = 1; k < c.bins; ++k, out += stride) store<T>(out, at_knot(k));
}

template <class T>
INQUEST_INLINE void backward_lanes(const RationalQuadratic& spline, const T* z, const RawColumns<T>& raw,
                                   const ResultGradient<T>& gradient, const ArgumentGradient<T>& result) {
  const Constants<T> c(spline);
  for (std::int64_t i = 0; i < raw.rows; i += lane_count<T>) {
    const T* values = raw.values + i;
    const Inside<T> inside(c, load(z + i) + phase_of(c, values, raw.stride));
    const Shares<T> widths(values, raw.stride, c.bins);
    const Shares<T> heights(values + c.bins * raw.stride, raw.stride, c.bins);
    const Bin<T> bin =
        find_bin(c, widths, heights, values + 2 * c.bins * raw.stride, raw.stride, Axis::z, inside.point);
    Pieces<T> p(c, bin);
    p.at((inside.point - bin.x) / bin.width);
    const Lanes<T> u = load(gradient.u + i);
    const BinGradient<T> g(c, bin, p, u * inside.yes, load(gradient.log_det + i) * inside.yes);
    store<T>(result.z + i, inside.yes > 0 ? g.z : u);
    T* out = result.raw + i;
    size_gradients(c, widths, bin.number, g.x, g.width, raw.stride, out);
    size_gradients(c, heights, bin.number, g.y, g.height, raw.stride, out + c.bins * raw.stride);
    slope_gradients(c, bin.number, g.raw_left, g.raw_right, raw.stride, out + 2 * c.bins * raw.stride);
    if (c.circular) store<T>(out + 3 * c.bins * raw.stride, g.z);
  }
}

template <class T>
INQUEST_INLINE void inverse_lanes(const RationalQuadratic& spline, const T* u, const RawColumns<T>& raw, T* z) {
  const Constants<T> c(spline);
  for (std::int64_t i = 0; i < raw.rows; i += lane_count<T>) {
    const T* values = raw.values + i;
    const Lanes<T> point = load(u + i);
    const Inside<T> inside(c, point);
    const Shares<T> widths(values, raw.stride, c.bins);
    const Shares<T> heights(values + c.bins * raw.stride, raw.stride, c.bins);
    const Bin<T> bin =
        find_bin(c, widths, heights, values + 2 * c.bins * raw.stride, raw.stride, Axis::u, inside.point);
    const Pieces<T> p(c, bin);
    // The quadratic equation for xi, and of its root the form that does not cancel.
    const Lanes<T> rise = inside.point - bin.y;
    const Lanes<T> a = bin.height * (p.s - p.delta_left) + rise * p.curve;
    const Lanes<T> b = bin.height * p.delta_left - rise * p.curve;
    const Lanes<T> discriminant = max_lanes<T>(b * b + 4 * a * p.s * rise, Lanes<T>{});
    const Lanes<T> xi = 2 * p.s * rise / (b + sqrt_lanes<T>(discriminant));
    const Lanes<T> value = bin.x + xi * bin.width;
    if (c.circular) {
      store<T>(z + i, wrap(c, value - phase_of(c, values, raw.stride)));
    } else {
      store<T>(z + i, inside.yes > 0 ? value : point);
    }
  }
}

}  // namespace

INQUEST_SIMD void forward(const RationalQuadratic& spline, const float* z, const RawColumns<float>& raw, float* u,
                          float* log_det) {
  forward_lanes<float>(spline, z, raw, u, log_det);
}

INQUEST_SIMD void forward(const RationalQuadratic& spline, const double* z, const RawColumns<double>& raw, double* u,
                          double* log_det) {
  forward_lanes<double>(spline, z, raw, u, log_det);
}

INQUEST_SIMD void backward(const RationalQuadratic& spline, const float* z, const RawColumns<float>& raw,
                           const ResultGradient<float>& gradient, const ArgumentGradient<float>& result) {
  backward_lanes<float>(spline, z, raw, gradient, result);
}

INQUEST_SIMD void backward(const RationalQuadratic& spline, const double* z, const RawColumns<double>& raw,
                           const ResultGradient<double>& gradient, const ArgumentGradient<double>& result) {
  backward_lanes<double>(spline, z, raw, gradient, result);
}

INQUEST_SIMD void inverse(const RationalQuadratic& spline, const float* u, const RawColumns<float>& raw, float* z) {
  inverse_lanes<float>(spline, u, raw, z);
}

INQUEST_SIMD void inverse(const RationalQuadratic& spline, const double* u, const RawColumns<double>& raw, double* z) {
  inverse_lanes<double>(spline, u, raw, z);
}

}  // namespace inquest
