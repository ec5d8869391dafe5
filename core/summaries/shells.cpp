#include "core/summaries/shells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

// |k| of every mode, in units of the fundamental of the longest side.
std::vector<double> lengths_of(std::size_t rows, std::size_t columns) {
  const auto longest = static_cast<double>(std::max(rows, columns));
  std::vector<double> lengths;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      lengths.push_back(longest * std::hypot(wave_number(i, rows) / static_cast<double>(rows),
                                             wave_number(j, columns) / static_cast<double>(columns)));
    }
  }
  return lengths;
}

// Upper edges of shells, up to beyond `longest`.
std::vector<double> edges_up_to(double longest, std::size_t at_most) {
  std::vector<double> edges;
  double edge = 0.5;
  for (std::size_t left = at_most; left > 0 && edge < longest; --left) {
    const double even = edge * std::pow(longest / edge, 1 / static_cast<double>(left));
    edge = std::max(edge + 1, even);
    edges.push_back(edge);
  }
  edges.back() = std::max(edges.back(), longest);
  return edges;
}

}  // namespace

Shells::Shells(std::size_t rows, std::size_t columns, std::size_t at_most) {
  INQUEST_EXPECT(rows * columns > 1 && at_most > 0);
  const std::vector<double> lengths = lengths_of(rows, columns);
  const std::vector<double> edges = edges_up_to(*std::ranges::max_element(lengths), at_most);
  std::vector<double> modes(edges.size());
  for (const double length : lengths) {
    const auto found = std::ranges::lower_bound(edges, length) - edges.begin();
    shell_.push_back(length == 0 ? none : static_cast<std::size_t>(found));
    if (length > 0) ++modes[shell_.back()];
  }
  std::vector<std::size_t> renumbered(edges.size());
  for (std::size_t i = 0; i < edges.size(); ++i) {
    renumbered[i] = count_.size();
    if (modes[i] > 0) count_.push_back(modes[i]);
  }
  for (std::size_t& shell : shell_) shell = shell == none ? none : renumbered[shell];
}

std::vector<double> Shells::cross_power(const Modes& x, const Modes& y) const {
  INQUEST_EXPECT(x.size() == shell_.size() && y.size() == shell_.size());
  std::vector<double> means(size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (shell_[k] != none) means[shell_[k]] += (x[k] * std::conj(y[k])).real();
  }
  for (std::size_t i = 0; i < size(); ++i) means[i] /= count_[i];
  return means;
}

}  // namespace inquest
