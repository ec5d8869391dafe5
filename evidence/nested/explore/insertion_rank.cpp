#include "evidence/nested/explore/insertion_rank.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

constexpr std::size_t segments = 10;

// P(distance) by the asymptotic series of Kolmogorov with the correction of Stephens (1970).
double ks_p_value(std::vector<double> u) {
  if (u.empty()) return 1;
  std::ranges::sort(u);
  const auto n = static_cast<double>(u.size());
  double distance = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    const auto rank = static_cast<double>(i);
    distance = std::max({distance, u[i] - rank / n, (rank + 1) / n - u[i]});
  }
  const double x = distance * (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n));
  if (x < 0.2) return 1;
  double p = 0;
  for (int k = 1; k <= 100; ++k) p += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
  return std::clamp(p, 0.0, 1.0);
}

}  // namespace

InsertionRankTest test_insertion_ranks(const NestedRun& run) {
  const std::vector<double>& ranks = run.insertion;
  InsertionRankTest test{ks_p_value(ranks), 1};
  for (std::size_t s = 0; s < segments; ++s) {
    const auto at = [&](std::size_t k) {
      return ranks.begin() + static_cast<std::ptrdiff_t>(k * ranks.size() / segments);
    };
    test.least_p_value = std::min(test.least_p_value, static_cast<double>(segments) * ks_p_value({at(s), at(s + 1)}));
  }
  return test;
}

}  // namespace inquest
