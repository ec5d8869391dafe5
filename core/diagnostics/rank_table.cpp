#include "core/diagnostics/rank_table.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>

#include "core/base/parallel.hpp"
#include "core/diagnostics/uniformity.hpp"

namespace inquest {
namespace {

bool leaves(std::vector<double>& numbers, const OrderBand& band) {
  std::ranges::sort(numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] < band.lower[i] || numbers[i] > band.upper[i]) return true;
  }
  return false;
}

}  // namespace

RankTable::RankTable(std::size_t rows, std::size_t draws, Seed seed) : rows_(rows), size_(1 + draws), seed_(seed) {
  INQUEST_EXPECT(rows > 0 && draws > 0);
}

void RankTable::add(ConstMatrixView values) {
  INQUEST_EXPECT(values.rows() == rows_ && values.cols() == size_);
  Random random(seed_.child("places").child(functions()));
  std::vector<std::uint32_t> place(values.size());
  std::vector<double> uniforms(rows_);
  std::vector<std::uint32_t> order(size_);
  std::vector<std::uint32_t> lot(size_);
  for (std::size_t i = 0; i < rows_; ++i) {
    const auto row = values.row(i);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::generate(lot, std::ref(random));
    std::ranges::sort(order, {}, [&](std::uint32_t k) { return std::pair(row[k], lot[k]); });
    for (std::size_t k = 0; k < size_; ++k) place[i * size_ + order[k]] = static_cast<std::uint32_t>(k);
    uniforms[i] = (place[i * size_] + random.uniform()) / static_cast<double>(size_);
  }
  place_.push_back(std::move(place));
  uniforms_.push_back(std::move(uniforms));
}

double RankTable::joint_p_value(std::size_t first, std::size_t last, std::size_t redraws) const {
  INQUEST_EXPECT(first < last && last <= functions());
  double level = 1;
  for (std::size_t f = first; f < last; ++f) {
    std::vector<double> sorted = uniforms_[f];
    std::ranges::sort(sorted);
    level = std::min(level, local_level(sorted));
  }
  const OrderBand band = order_band(rows_, level);
  std::atomic<std::size_t> as_unlikely = 1;  // what was found
  parallel_for(redraws, [&](std::size_t redraw) {
    Random random(seed_.child("redraws").child(first).child(redraw));
    std::vector<std::size_t> chosen(rows_);
    std::ranges::generate(chosen, [&] { return random.below(size_); });
    std::vector<double> numbers(rows_);
    for (std::size_t f = first; f < last; ++f) {
      for (std::size_t i = 0; i < rows_; ++i) {
        numbers[i] = (place_[f][i * size_ + chosen[i]] + random.uniform()) / static_cast<double>(size_);
      }
      if (!leaves(numbers, band)) continue;
      ++as_unlikely;
      return;
    }
  });
  return static_cast<double>(as_unlikely) / static_cast<double>(redraws + 1);
}

}  // namespace inquest
