#include "evidence/network/evidence_check.hpp"

#include "core/base/number_format.hpp"
#include "core/diagnostics/far_number.hpp"
#include "evidence/network/reach.hpp"

namespace inquest {
namespace {

std::string tenths(double value) { return plain(fixed(value, 1)); }

// Of ln K of the favoured model over another, where the simulations of that one do not reach it.
std::string reach_warning(const EvidenceNetwork& network, double log_k, std::size_t favoured, std::size_t other) {
  const Matrix& reach = network.checked_against().reach;
  if (reach.rows() == 0 || log_k <= reach(favoured, other)) return "";
  const double most = reach(favoured, other);
  const std::string& loser = network.models()[other];
  const std::string answer =
      concat("ln K of ", network.models()[favoured], " over ", loser, " = ", tenths(log_k), " is ");
  const std::string advice =
      "; simulate more, or ask a route that knows densities, such as marginal_flow, or nested sampling";
  if (!(most > 0)) {
    return concat(answer, "extrapolated, its sign too (fewer than ", simulations_that_tell, " simulations of ", loser,
                  " look like ", network.models()[favoured], " at all, so that none tell by how much)", advice);
  }
  return concat(answer, "a lower bound on |ln K| rather than an estimate (", simulations_that_tell, " simulations of ",
                loser, " reach ln K = ", tenths(most), ", and nothing beyond them tells how much further it goes)",
                advice);
}

std::string distance_warning(const EvidenceNetwork& network, ConstMatrixView x) {
  const auto far = far_number(network.checked_against().held_out, x);
  if (!far) return "";
  return concat("number ", far->number + 1, " of the observation lies ", plain(significant(far->distance, 2)),
                " standard deviations from the mean of the simulations of all models, outside the range of them, so ",
                "that a network only extrapolates; check its unit, and whether it has an offset that simulations lack");
}

std::string distribution_warning(const OutOfDistribution& p) {
  if (!p.unlikely()) return "";
  return concat("the observation is unlike the simulations of every model (", p.in_words(),
                "), so that a network only extrapolates; check the data, and whether the models can produce them");
}

}  // namespace

std::optional<AnswerCheck> check_answer(const EvidenceNetwork& network, std::span<const double> x) {
  const Matrix& held_out = network.checked_against().held_out;
  if (held_out.rows() == 0) return std::nullopt;
  const ConstMatrixView point{x.data(), 1, x.size()};
  AnswerCheck check;
  check.out_of_distribution =
      smaller_of_two(out_of_distribution(network.standardised(held_out), network.standardised(point).row(0)),
                     out_of_distribution(network.last_hidden(held_out), network.last_hidden(point).row(0)));
  const auto tell = [&](std::string warning) {
    if (!warning.empty()) check.warnings.push_back(std::move(warning));
  };
  const Matrix answer = network.mean_log_evidence(point);
  for (std::size_t i = 1; i < network.models().size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double log_k = answer(0, i) - answer(0, j);
      tell(log_k > 0 ? reach_warning(network, log_k, i, j) : reach_warning(network, -log_k, j, i));
    }
  }
  const std::string unlike = distribution_warning(check.out_of_distribution);
  tell(unlike.empty() ? distance_warning(network, point) : unlike);
  return check;
}

void apply_reach(const EvidenceNetwork& network, EvidenceEstimate& estimate) {
  const Matrix& reach = network.checked_against().reach;
  if (reach.rows() == 0) return;
  estimate.lower_bound = estimate.extrapolated = Matrix(reach.rows(), reach.rows());
  for (std::size_t i = 0; i < reach.rows(); ++i) {
    for (std::size_t j = 0; j < reach.rows(); ++j) {
      const double log_k = estimate.log_k(i, j);
      if (i == j || !(log_k > 0) || log_k <= reach(i, j)) continue;
      Matrix& mark = reach(i, j) > 0 ? estimate.lower_bound : estimate.extrapolated;
      mark(i, j) = mark(j, i) = 1;
      if (!(reach(i, j) > 0)) continue;
      estimate.log_k(i, j) = reach(i, j);
      estimate.log_k(j, i) = -reach(i, j);
    }
  }
}

}  // namespace inquest
