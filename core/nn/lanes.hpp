// Lanes: several numbers side by side in one vector register, for loops that no compiler vectorises by itself.
//
// Vectors are arguments of inlined functions alone, so that no calling convention is at stake: CMakeLists.txt keeps the
// compiler's notes on it away from the sources that include this.
//
// A function marked INQUEST_SIMD is compiled for AVX2 as well as for the oldest machine, and the one to run is chosen
// when the program is loaded; what it calls must be INQUEST_INLINE to be compiled along with it. Float functions are
// good to a few units in the last place; double ones are those of the standard library.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#define INQUEST_INLINE [[gnu::always_inline]] inline

// Sanitizers are not set up yet when the choice is made.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define INQUEST_SIMD [[gnu::target_clones("arch=x86-64-v3", "default")]]
#else
#define INQUEST_SIMD
#endif

namespace inquest {

template <class T>
struct LanesOf {
  typedef T Type __attribute__((vector_size(32)));
};

/// 8 floats or 4 doubles.
template <class T>
using Lanes = typename LanesOf<T>::Type;

template <class T>
constexpr std::int64_t lane_count = 32 / sizeof(T);

template <class T>
INQUEST_INLINE Lanes<T> load(const T* from) {
  Lanes<T> value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class T>
INQUEST_INLINE void store(T* to, Lanes<T> value) {
  std::memcpy(to, &value, sizeof value);
}

/// The same number in all lanes.
template <class T>
INQUEST_INLINE Lanes<T> lanes(std::type_identity_t<T> value) {
  return Lanes<T>{} + value;
}

/// The sum over lanes, in pairs.
template <class T>
INQUEST_INLINE T sum_lanes(Lanes<T> value) {
  if constexpr (sizeof(T) == 4) {
    value += __builtin_shufflevector(value, value, 4, 5, 6, 7, 0, 1, 2, 3);
    value += __builtin_shufflevector(value, value, 2, 3, 0, 1, 6, 7, 4, 5);
  } else {
    value += __builtin_shufflevector(value, value, 2, 3, 0, 1);
  }
  return value[0] + value[1];
}

template <class T, class Function>
INQUEST_INLINE Lanes<T> each_lane(Lanes<T> value, Function function) {
  for (std::int64_t i = 0; i < lane_count<T>; ++i) value[i] = function(value[i]);
  return value;
}

template <class T>
INQUEST_INLINE Lanes<T> max_lanes(Lanes<T> a, Lanes<T> b) {
  return a > b ? a : b;
}

template <class T>
INQUEST_INLINE Lanes<T> abs_lanes(Lanes<T> value) {
  return value < 0 ? -value : value;
}

template <class T>
INQUEST_INLINE Lanes<T> sqrt_lanes(Lanes<T> value) {
  return each_lane<T>(value, [](T v) { return std::sqrt(v); });
}

// exp(x) = 2^n exp(r) with |r| <= ln(2) / 2 and a polynomial for exp(r) (Cephes, Moshier).
INQUEST_INLINE Lanes<float> exp_float(Lanes<float> x) {
  x = x > 88.3F ? lanes<float>(88.3F) : x;
  x = x < -87.3F ? lanes<float>(-87.3F) : x;
  constexpr float round = 12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest integer in the last bits
  const Lanes<float> n = (x * 1.44269504088896341F + round) - round;
  const Lanes<float> r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  Lanes<float> p = lanes<float>(1.9875691500e-4F);
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * (r * r) + r + 1.0F;
  typedef std::int32_t Bits __attribute__((vector_size(32)));
  const Bits scale = (__builtin_convertvector(n, Bits) + 127) << 23;
  return p * reinterpret_cast<Lanes<float>>(scale);
}

// log(x) = e ln(2) + log(m) with sqrt(1/2) <= m < sqrt(2) and a polynomial for log(m) (Cephes); x positive and normal.
INQUEST_INLINE Lanes<float> log_float(Lanes<float> x) {
  typedef std::int32_t Bits __attribute__((vector_size(32)));
  const Bits bits = reinterpret_cast<Bits>(x);
  Lanes<float> m = reinterpret_cast<Lanes<float>>((bits & 0x007fffff) | 0x3f000000);
  Lanes<float> e = __builtin_convertvector((bits >> 23) - 126, Lanes<float>);
  const auto low = m < 0.707106781186547524F;
  e = low ? e - 1.0F : e;
  m = (low ? m + m : m) - 1.0F;
  Lanes<float> p = lanes<float>(7.0376836292e-2F);
  p = p * m - 1.1514610310e-1F;
  p = p * m + 1.1676998740e-1F;
  p = p * m - 1.2420140846e-1F;
  p = p * m + 1.4249322787e-1F;
  p = p * m - 1.6668057665e-1F;
  p = p * m + 2.0000714765e-1F;
  p = p * m - 2.4999993993e-1F;
  p = p * m + 3.3333331174e-1F;
  const Lanes<float> square = m * m;
  p = p * m * square - 2.12194440e-4F * e - 0.5F * square;
  const Lanes<float> value = m + p + 0.693359375F * e;
  return x <= std::numeric_limits<float>::max() ? value : x;
}

template <class T>
INQUEST_INLINE Lanes<T> exp_lanes(Lanes<T> x) {
  if constexpr (sizeof(T) == 4) {
    return exp_float(x);
  } else {
    return each_lane<T>(x, [](T v) { return std::exp(v); });
  }
}

/// For x positive and normal.
template <class T>
INQUEST_INLINE Lanes<T> log_lanes(Lanes<T> x) {
  if constexpr (sizeof(T) == 4) {
    return log_float(x);
  } else {
    return each_lane<T>(x, [](T v) { return std::log(v); });
  }
}

template <class T>
INQUEST_INLINE Lanes<T> sigmoid_lanes(Lanes<T> x) {
  return 1 / (1 + exp_lanes<T>(-x));
}

template <class T>
INQUEST_INLINE Lanes<T> tanh_lanes(Lanes<T> x) {
  if constexpr (sizeof(T) == 4) return 1 - 2 / (1 + exp_lanes<T>(2 * x));
  return each_lane<T>(x, [](T v) { return std::tanh(v); });
}

/// log(1 + exp(x))
template <class T>
INQUEST_INLINE Lanes<T> softplus_lanes(Lanes<T> x) {
  return max_lanes<T>(x, Lanes<T>{}) + log_lanes<T>(1 + exp_lanes<T>(-abs_lanes<T>(x)));
}

}  // namespace inquest
