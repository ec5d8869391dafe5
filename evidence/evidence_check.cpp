#include "evidence/evidence_check.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

constexpr double modest = 3;  // |ln K| where one simulation in 20 of the wrong model tells enough

double tenths(double value) { return std::round(10 * value) / 10; }

std::string range_warning(const EvidenceNetwork& network, std::span<const double> x, std::size_t i, std::size_t j) {
  const HeldOutRows& held_out = network.held_out();
  const double log_k = network.log_bayes_factor(x, i, j).value;
  const TaughtRange range = taught_range(network.log_bayes_factors(held_out.x, i, j), held_out.training_rows);
  if (std::abs(log_k) < modest || (log_k >= range.least && log_k <= range.most)) return "";
  return concat("ln K of ", network.models()[i], " over ", network.models()[j], " = ", tenths(log_k),
                " is a lower bound on |ln K| rather than an estimate (", held_out.training_rows,
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
  const auto tell = [&](std::string warning) {
    if (!warning.empty()) check.warnings.push_back(std::move(warning));
  };
  for (std::size_t i = 1; i < network.models().size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) tell(range_warning(network, x, i, j));
  }
  tell(distribution_warning(check.out_of_distribution));
  return check;
}

}  // namespace inquest
