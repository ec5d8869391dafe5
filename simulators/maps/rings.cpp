#include "simulators/maps/rings.hpp"

#include <cmath>
#include <map>

#include "core/base/error.hpp"

namespace inquest {

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
  Modes modes = modes_of(noise, n, n);
  for (std::size_t i = 0; i < modes.size(); ++i) modes[i] *= amplitude[rings.ring[i]];
  return modes;
}

}  // namespace inquest
