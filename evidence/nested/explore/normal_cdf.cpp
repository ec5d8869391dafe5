#include "evidence/nested/explore/normal_cdf.hpp"

#include <algorithm>
#include <cstdint>

#include "core/base/error.hpp"
#include "core/nn/lanes.hpp"

namespace inquest {
namespace {

using Vector = Lanes<double>;

// exp(x) = 2^n exp(r) with |r| <= ln(2) / 2, for -700 < x <= 0; the Taylor series ends below 2e-17.
INQUEST_INLINE Vector exp_of_negative(Vector x) {
  typedef std::int64_t Bits __attribute__((vector_size(32)));
  constexpr double round = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves the nearest integer in the last bits
  const Vector shifted = x * 1.4426950408889634 + round;
  const Vector n = shifted - round;
  const Vector r = (x - n * 0.693147180369123816) - n * 1.90821492927058770e-10;
  Vector p = lanes<double>(1.0 / 6227020800);
  p = p * r + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  return p * reinterpret_cast<Vector>((reinterpret_cast<Bits>(shifted) + 1023) << 52);
}

// Phi(-x) exp(x^2 / 2) (1 + x) as a polynomial in t = (x - 5) / (x + 5), from its Chebyshev series (the map of
// Shepherd & Laframboise 1981), which ends below 2e-16.
constexpr double mills[] = {
    0.461515829850037773,    -0.0915522818340111281, 0.0310303684259637093,   0.0100023523854135184,
    -0.026401042966308308,   0.0245369632388911238,  -0.0151704154025148631,  0.00652200072523424275,
    -0.00167607234455446996, 7.79121440702918999e-6, 0.000182334145116438441, -0.0000536060212509195257,
    -9.89609775927978187e-6, 9.05574503707272192e-6, -7.03464468353710191e-8, -1.30045492617990175e-6,
    1.2787822182093702e-7,   1.88461638075424669e-7, -2.62862050898987541e-8, -2.54667816805072002e-8,
    3.62737316340120091e-9,  2.20706527174597739e-9, -2.8220772290629865e-10};

INQUEST_INLINE Vector cdf(Vector z) {
  Vector x = abs_lanes<double>(z);
  x = x < 37 ? x : lanes<double>(37);
  const Vector t = (x - 5) / (x + 5);
  Vector p = lanes<double>(mills[22]);
#pragma GCC unroll 22
  for (int i = 21; i >= 0; --i) p = p * t + mills[i];
  const Vector tail = p / (1 + x) * exp_of_negative(-0.5 * x * x);
  return z < 0 ? tail : 1 - tail;
}

INQUEST_SIMD void fill(const double* z, double* out, std::size_t n) {
  constexpr std::size_t width = lane_count<double>;
  std::size_t i = 0;
  for (; i + width <= n; i += width) store(out + i, cdf(load(z + i)));
  double rest[width] = {};
  std::copy_n(z + i, n - i, rest);
  store(rest, cdf(load(rest)));
  std::copy_n(rest, n - i, out + i);
}

}  // namespace

void normal_cdf(std::span<const double> z, std::span<double> out) {
  INQUEST_EXPECT(z.size() == out.size());
  fill(z.data(), out.data(), z.size());
}

}  // namespace inquest
