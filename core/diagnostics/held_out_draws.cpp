#include "core/diagnostics/held_out_draws.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/quiet_reporter.hpp"
#include "core/parameters/coordinates.hpp"

namespace inquest {
namespace {

constexpr double least_effective = 20;  // draws that a row is worth, if as many are asked for

bool any_nan(std::span<const double> values) {
  return std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

/// What all rows have given, before those that are no numbers are left out.
struct Asked {
  Matrix theta_draws;                  // [m * draws, d]
  std::vector<double> log_prob;        // [m] or empty
  std::vector<double> log_prob_draws;  // [m * draws] or empty
  bool normalised = true;
  std::vector<std::string> problems;  // [m], "" where there is none
  std::vector<double> effective;      // [m], independent draws that those of a row are worth
};

Asked ask_all(const AmortisedPosterior& posterior, ConstMatrixView theta, ConstMatrixView x, std::size_t draws,
              std::span<const Seed> seeds) {
  const auto densities = posterior.at_each(x);
  Draws drawn = densities->sample(draws, seeds);
  Asked asked{std::move(drawn.theta),
              std::vector<double>(x.rows()),
              std::move(drawn.log_prob),
              true,
              std::vector<std::string>(x.rows()),
              std::vector<double>(x.rows(), static_cast<double>(draws))};
  densities->log_prob(theta, asked.log_prob);
  return asked;
}

void ask_row(const Posterior& posterior, ConstMatrixView theta, ConstMatrixView x, std::size_t row, std::size_t draws,
             Seed seed, Asked& asked, Reporter& reporter) {
  const auto density = posterior.at(x.row(row));
  const Draws drawn = draws_of(*density).sample(draws, seed, reporter);
  std::ranges::copy(drawn.theta.values(), asked.theta_draws.view().rows(row * draws, draws).values().begin());
  if (drawn.effective_size) asked.effective[row] = *drawn.effective_size;
  const Evaluable* tells = evaluable(*density);
  if (tells == nullptr || asked.log_prob.empty()) {
    asked.log_prob.clear();
    return;
  }
  tells->log_prob(theta.rows(row, 1), {&asked.log_prob[row], 1});
  std::ranges::copy(drawn.log_prob, asked.log_prob_draws.begin() + static_cast<std::ptrdiff_t>(row * draws));
  asked.normalised = asked.normalised && tells->normalised();
}

Asked ask_row_by_row(const Posterior& posterior, ConstMatrixView theta, ConstMatrixView x, std::size_t draws,
                     std::span<const Seed> seeds, Reporter& reporter) {
  const std::size_t m = x.rows();
  Asked asked{Matrix(m * draws, theta.cols()), std::vector<double>(m),
              std::vector<double>(m * draws),  true,
              std::vector<std::string>(m),     std::vector<double>(m, static_cast<double>(draws))};
  QuietReporter quiet(reporter);
  for (std::size_t i = 0; i < m; ++i) {
    throw_if_stopped(reporter);
    try {
      ask_row(posterior, theta, x, i, draws, seeds[i], asked, quiet);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::data) throw;
      asked.problems[i] = error.what();
    }
    reporter.progress({.task = "calibrate",
                       .done = static_cast<std::int64_t>(i + 1),
                       .total = static_cast<std::int64_t>(m),
                       .unit = "simulations",
                       .detail = ""});
  }
  return asked;
}

// Where the prior is N(0, 1), the ends of it are nowhere.
bool any_at_an_end(const Coordinates& coordinates, ConstMatrixView theta) {
  Matrix z(theta.rows(), theta.cols());
  coordinates.from_parameters(theta, z);
  return std::ranges::any_of(z.values(), [](double value) { return !std::isfinite(value); });
}

std::string problem_of(const Asked& asked, const Coordinates& coordinates, ConstMatrixView theta, std::size_t row,
                       std::size_t draws) {
  if (!asked.problems[row].empty()) return asked.problems[row];
  if (any_at_an_end(coordinates, theta.rows(row, 1))) return "its parameters are at an end of the prior";
  const ConstMatrixView drawn = asked.theta_draws.view().rows(row * draws, draws);
  if (any_nan(drawn.values())) return "its draws are no numbers";
  if (any_at_an_end(coordinates, drawn)) return "some of its draws are at an end of the prior";
  if (!(asked.effective[row] >= std::min(least_effective, static_cast<double>(draws)))) {
    return concat("its ", draws, " draws are worth ", asked.effective[row], " independent ones");
  }
  if (asked.log_prob.empty()) return "";
  const auto of_draws = std::span(asked.log_prob_draws).subspan(row * draws, draws);
  return std::isnan(asked.log_prob[row]) || any_nan(of_draws) ? "its density is no number" : "";
}

// Some of the `draws` of a row, evenly over all.
void keep_row(const Asked& asked, ConstMatrixView theta, std::size_t row, std::size_t draws, HeldOutDraws& kept) {
  const std::size_t to = kept.rows.size();
  const bool dense = !asked.log_prob.empty();
  std::ranges::copy(theta.row(row), kept.theta.row(to).begin());
  for (std::size_t k = 0; k < kept.draws; ++k) {
    const std::size_t from = row * draws + k * draws / kept.draws;
    std::ranges::copy(asked.theta_draws.row(from), kept.theta_draws.row(to * kept.draws + k).begin());
    if (dense) kept.log_prob_draws.push_back(asked.log_prob_draws[from]);
  }
  kept.rows.push_back(row);
  if (dense) kept.log_prob.push_back(asked.log_prob[row]);
}

std::size_t fewest_effective(const Asked& asked, const std::vector<std::size_t>& rows, std::size_t draws) {
  auto fewest = static_cast<double>(draws);
  for (const std::size_t row : rows) fewest = std::min(fewest, asked.effective[row]);
  return static_cast<std::size_t>(fewest);
}

}  // namespace

HeldOutDraws draw_held_out(const Posterior& posterior, ConstMatrixView theta, ConstMatrixView x, std::size_t draws,
                           Seed seed, Reporter& reporter) {
  INQUEST_EXPECT(theta.rows() == x.rows() && draws > 0);
  INQUEST_VALIDATE(x.cols() == posterior.data_size(), data, "held-out data of length ", x.cols(),
                   " (the posterior takes data of length ", posterior.data_size(), ")");
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < x.rows(); ++i) seeds.push_back(seed.child(i));
  const AmortisedPosterior* all = amortised(posterior);
  const Asked asked = all != nullptr ? ask_all(*all, theta, x, draws, seeds)
                                     : ask_row_by_row(posterior, theta, x, draws, seeds, reporter);
  HeldOutDraws kept{.draws = draws, .normalised = asked.normalised && !asked.log_prob.empty()};
  const Coordinates coordinates = circles_and_normals(posterior.space());
  std::vector<std::size_t> good;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    const std::string problem = problem_of(asked, coordinates, theta, i, draws);
    if (problem.empty()) {
      good.push_back(i);
    } else {
      kept.left_out.push_back(concat("row ", i + 1, ": ", problem));
    }
  }
  INQUEST_VALIDATE(!good.empty(), data, "no posterior at any of ", x.rows(), " held-out simulations (",
                   kept.left_out.empty() ? "there are none" : kept.left_out.front(), ")");
  kept.draws = fewest_effective(asked, good, draws);
  kept.theta = Matrix(good.size(), theta.cols());
  kept.theta_draws = Matrix(good.size() * kept.draws, theta.cols());
  for (const std::size_t row : good) keep_row(asked, theta, row, draws, kept);
  return kept;
}

}  // namespace inquest
