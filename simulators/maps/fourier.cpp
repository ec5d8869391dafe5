#include "simulators/maps/fourier.hpp"

#include <cmath>
#include <map>

#include <unsupported/Eigen/FFT>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using Line = Eigen::VectorXcd;

// transform(to, from) on every row, and then on every column.
template <class Transform>
void for_lines(Modes& modes, std::size_t n, const Transform& transform) {
  const auto size = static_cast<Eigen::Index>(n);
  Line result(size);
  for (const bool columns : {false, true}) {
    for (Eigen::Index i = 0; i < size; ++i) {
      const Eigen::Index first = columns ? i : i * size, step = columns ? size : 1;
      Eigen::Map<Line, 0, Eigen::InnerStride<>> line(modes.data() + first, size, Eigen::InnerStride<>(step));
      const Line values = line;
      transform(result, values);
      line = result;
    }
  }
}

double wave_number(std::size_t i, std::size_t n) {
  return i < (n + 1) / 2 ? static_cast<double>(i) : static_cast<double>(i) - static_cast<double>(n);
}

}  // namespace

Modes modes_of(std::span<const double> map, std::size_t n) {
  INQUEST_EXPECT(map.size() == n * n);
  Modes modes(map.begin(), map.end());
  Eigen::FFT<double> fft;
  for_lines(modes, n, [&](Line& to, const Line& from) { fft.fwd(to, from); });
  for (auto& mode : modes) mode /= static_cast<double>(n);
  return modes;
}

void map_of(const Modes& modes, std::size_t n, std::span<double> map) {
  INQUEST_EXPECT(modes.size() == n * n && map.size() == n * n);
  Modes values = modes;
  Eigen::FFT<double> fft;
  for_lines(values, n, [&](Line& to, const Line& from) { fft.inv(to, from); });
  for (std::size_t i = 0; i < map.size(); ++i) map[i] = values[i].real() * static_cast<double>(n);
}

Rings::Rings(std::size_t n) : ring(n * n) {
  std::vector<double> squared(n * n);
  std::map<double, std::size_t> rings;
  for (std::size_t i = 0; i < n * n; ++i) {
    const double row = wave_number(i / n, n), column = wave_number(i % n, n);
    squared[i] = row * row + column * column;
    rings.emplace(squared[i], 0);
  }
  for (auto& [square, index] : rings) {
    index = length.size();
    length.push_back(std::sqrt(square));
  }
  count.resize(length.size());
  for (std::size_t i = 0; i < n * n; ++i) {
    ring[i] = rings.at(squared[i]);
    ++count[ring[i]];
  }
}

std::vector<double> Rings::cross_power(const Modes& x, const Modes& y) const {
  INQUEST_EXPECT(x.size() == ring.size() && y.size() == ring.size());
  std::vector<double> sums(size());
  for (std::size_t i = 0; i < x.size(); ++i) sums[ring[i]] += (x[i] * std::conj(y[i])).real();
  return sums;
}

std::vector<double> power_law(const Rings& rings, double amplitude, double slope) {
  constexpr double pivot = 8;
  std::vector<double> result(rings.size());
  for (std::size_t i = 1; i < result.size(); ++i) result[i] = amplitude * std::pow(rings.length[i] / pivot, -slope);
  return result;
}

Modes draw_modes(const Rings& rings, std::span<const double> spectrum, std::size_t n, Random& random) {
  INQUEST_EXPECT(spectrum.size() == rings.size());
  std::vector<double> noise(n * n), amplitude(rings.size());
  random.normal(noise);
  for (std::size_t i = 0; i < amplitude.size(); ++i) amplitude[i] = std::sqrt(spectrum[i]);
  Modes modes = modes_of(noise, n);
  for (std::size_t i = 0; i < modes.size(); ++i) modes[i] *= amplitude[rings.ring[i]];
  return modes;
}

}  // namespace inquest
