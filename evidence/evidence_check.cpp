#include "evidence/evidence_check.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

constexpr double modest = 3;  // |ln K| where one simulation in 20 of the wrong model tells enough

double tenths(double value) { return std::round(10 * value) / 10; }

// Empty where ln K of models i and j lies in the range that the held-out rows, log_z [n, m], were taught.
std::string range_warning(const EvidenceNetwork& network, double log_k, const Matrix& log_z, std::size_t i,
                          std::size_t j) {
  std::vector<double> held_out(log_z.rows());
  for (std::size_t row = 0; row < held_out.size(); ++row) held_out[row] = log_z(row, i) - log_z(row, j);
  const std::size_t rows = network.held_out().training_rows;
  const TaughtRange range = taught_range(held_out, rows);
  if (std::abs(log_k) < modest || (log_k >= range.least && log_k <= range.most)) return "";
  return concat("ln K of ", network.models()[i], " over ", network.models()[j], " = ", tenths(log_k),
                " is a lower bound on |ln K| rather than an estimate (", rows,
                " simulations per model, and those held out, teach ln K from ", tenths(range.least), " to ",
                tenths(range.most), "); ask a route that knows densities, such as marginal_flow, or nested sampling");
}

std::string distribution_warning(const OutOfDistribution& p) {
  if (!p.unlikely()) return "";
  return concat("the observation is unlike the simulations of every model (", p.in_words(),
                "), so that a network only extrapolates; check the data, and whether the models can produce them");
}

}  // namespace

TaughtRange taught_range(std::span<const double> log_k, std::size_t training_rows) {
  const auto [least, most] = std::ranges::minmax(log_k);
  const double end = std::log(static_cast<double>(training_rows));
  return {std::max(least, -end), std::min(most, end)};
}

std::optional<AnswerCheck> check_answer(const EvidenceNetwork& network, std::span<const double> x) {
  const HeldOutRows& held_out = network.held_out();
  if (held_out.x.rows() == 0) return std::nullopt;
  const ConstMatrixView point{x.data(), 1, x.size()};
  AnswerCheck check;
  check.out_of_distribution =
      smaller_of_two(out_of_distribution(network.standardised(held_out.x), network.standardised(point).row(0)),
                     out_of_distribution(network.last_hidden(held_out.x), network.last_hidden(point).row(0)));
  const auto tell = [&](std::string warning) {
    if (!warning.empty()) check.warnings.push_back(std::move(warning));
  };
  const Matrix answer = network.mean_log_evidence(point), of_held_out = network.mean_log_evidence(held_out.x);
  for (std::size_t i = 1; i < network.models().size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) tell(range_warning(network, answer(0, i) - answer(0, j), of_held_out, i, j));
  }
  tell(distribution_warning(check.out_of_distribution));
  return check;
}

}  // namespace inquest
