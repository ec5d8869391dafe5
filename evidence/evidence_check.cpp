#include "evidence/evidence_check.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

constexpr double modest = 3;  // |ln K| where one simulation in 20 of the wrong model tells enough

double tenths(double value) { return std::round(10 * value) / 10; }

std::string range_warning(const EvidenceNetwork& network, double log_k, const TaughtRange& range) {
  if (std::abs(log_k) < modest || (log_k >= range.least && log_k <= range.most)) return "";
  const auto& models = network.models();
  return concat("ln K of ", models[1], " over ", models[0], " = ", tenths(log_k),
                " is a lower bound on |ln K| rather than an estimate (", network.held_out().training_rows,
                " simulations per model, and those held out, teach ln K from ", tenths(range.least), " to ",
                tenths(range.most), "); ask a route that knows densities, such as marginal_flow, or nested sampling");
}

std::string distribution_warning(const OutOfDistribution& p) {
  if (!p.unlikely()) return "";
  return concat("the observation is unlike the simulations of every model (", p.in_words(),
                "), so that a network only extrapolates; check the data, and whether the models can produce them");
}

}  // namespace

TaughtRange taught_range(const std::vector<LogBayesFactor>& held_out, std::size_t training_rows) {
  const auto [least, most] = std::ranges::minmax(held_out, {}, &LogBayesFactor::value);
  const double end = std::log(static_cast<double>(training_rows));
  return {std::max(least.value, -end), std::min(most.value, end)};
}

std::optional<EvidenceCheck> check_answer(const EvidenceNetwork& network, std::span<const double> x) {
  const HeldOutRows& held_out = network.held_out();
  if (held_out.x.rows() == 0) return std::nullopt;
  const ConstMatrixView point{x.data(), 1, x.size()};
  EvidenceCheck check;
  check.out_of_distribution =
      smaller_of_two(out_of_distribution(network.standardised(held_out.x), network.standardised(point).row(0)),
                     out_of_distribution(network.last_hidden(held_out.x), network.last_hidden(point).row(0)));
  const TaughtRange range = taught_range(network.log_bayes_factors(held_out.x), held_out.training_rows);
  for (std::string warning : {range_warning(network, network.log_bayes_factor(x).value, range),
                              distribution_warning(check.out_of_distribution)}) {
    if (!warning.empty()) check.warnings.push_back(std::move(warning));
  }
  return check;
}

}  // namespace inquest
