#include "core/base/fourier.hpp"

#include <cmath>

#include <unsupported/Eigen/FFT>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using Line = Eigen::VectorXcd;

// Of a map that is stored row by row: `count` lines of `length` numbers.
struct Lines {
  std::size_t count, length, to_next_line, to_next_number;
};

template <class Transform>
void for_lines(Modes& modes, const Lines& lines, const Transform& transform) {
  if (lines.length == 1) return;
  const auto size = static_cast<Eigen::Index>(lines.length);
  Line result(size);
  for (std::size_t i = 0; i < lines.count; ++i) {
    Eigen::Map<Line, 0, Eigen::InnerStride<>> line(
        modes.data() + i * lines.to_next_line, size,
        Eigen::InnerStride<>(static_cast<Eigen::Index>(lines.to_next_number)));
    const Line values = line;
    transform(result, values);
    line = result;
  }
}

template <class Transform>
void for_both_directions(Modes& modes, std::size_t rows, std::size_t columns, const Transform& transform) {
  for_lines(modes, {rows, columns, columns, 1}, transform);
  for_lines(modes, {columns, rows, 1, columns}, transform);
}

double root_of_size(std::size_t rows, std::size_t columns) { return std::sqrt(static_cast<double>(rows * columns)); }

}  // namespace

Modes modes_of(std::span<const double> map, std::size_t rows, std::size_t columns) {
  INQUEST_EXPECT(map.size() == rows * columns);
  Modes modes(map.begin(), map.end());
  Eigen::FFT<double> fft;
  for_both_directions(modes, rows, columns, [&](Line& to, const Line& from) { fft.fwd(to, from); });
  for (auto& mode : modes) mode /= root_of_size(rows, columns);
  return modes;
}

void map_of(const Modes& modes, std::size_t rows, std::size_t columns, std::span<double> map) {
  INQUEST_EXPECT(modes.size() == rows * columns && map.size() == modes.size());
  Modes values = modes;
  Eigen::FFT<double> fft;
  for_both_directions(values, rows, columns, [&](Line& to, const Line& from) { fft.inv(to, from); });
  for (std::size_t i = 0; i < map.size(); ++i) map[i] = values[i].real() * root_of_size(rows, columns);
}

double wave_number(std::size_t i, std::size_t n) {
  return i < (n + 1) / 2 ? static_cast<double>(i) : static_cast<double>(i) - static_cast<double>(n);
}

}  // namespace inquest
