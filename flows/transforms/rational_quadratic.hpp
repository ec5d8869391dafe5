// The monotonic rational-quadratic spline (Durkan, Bekasov, Murray & Papamakarios 2019), a map of [-bound, bound] onto
// itself.
//
// Beyond it the map is the identity (linear tails). A circular one (Rezende et al. 2020) turns an angle, of which one
// turn is 2 bound, by a phase and then maps the circle onto itself: the slopes at both ends are one. Raw parameters:
// `bins` widths and `bins` heights before their softmax, then the slopes at the inner knots (circular: at the first one
// too, before them) before their softplus, then the phase of a circular one. All zero, they are the identity.
#pragma once

#include <cstdint>
#include <utility>

#include <ATen/core/Tensor.h>

#include "core/base/tensor_fwd.hpp"
#include "flows/transforms/columns.hpp"

namespace inquest {

struct RationalQuadratic {
  static constexpr std::int64_t max_bins = 64;
  static constexpr double least_share = 1e-3;  // of a bin's width or height in the whole
  static constexpr double least_slope = 1e-3;

  std::int64_t bins = 8;
  double bound = 5;
  bool circular = false;

  std::int64_t parameters() const { return circular ? 3 * bins + 1 : 3 * bins - 1; }
};

/// u from z; log du/dz is added to log_det.
void forward(const RationalQuadratic& spline, const float* z, const RawColumns<float>& raw, float* u, float* log_det);
void forward(const RationalQuadratic& spline, const double* z, const RawColumns<double>& raw, double* u,
             double* log_det);

void backward(const RationalQuadratic& spline, const float* z, const RawColumns<float>& raw,
              const ResultGradient<float>& gradient, const ArgumentGradient<float>& result);
void backward(const RationalQuadratic& spline, const double* z, const RawColumns<double>& raw,
              const ResultGradient<double>& gradient, const ArgumentGradient<double>& result);

/// z from u; circular: in [-bound, bound).
void inverse(const RationalQuadratic& spline, const float* u, const RawColumns<float>& raw, float* z);
void inverse(const RationalQuadratic& spline, const double* u, const RawColumns<double>& raw, double* z);

/// z [n, d], raw [n, parameters, d] -> u [n, d], log du/dz [n, d]; any device, any number of derivatives.
std::pair<Tensor, Tensor> forward_reference(const RationalQuadratic& spline, const Tensor& z, const Tensor& raw);

/// z [n, d] from u.
Tensor inverse_reference(const RationalQuadratic& spline, const Tensor& u, const Tensor& raw);

}  // namespace inquest
