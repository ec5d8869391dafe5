// sample: draws from a saved estimator, with no run directory.

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>

#include "apps/commands/arguments.hpp"
#include "apps/commands/terminal_reporter.hpp"
#include "apps/routes/estimator_kinds.hpp"
#include "apps/run/draw_array.hpp"
#include "apps/run/draw_table.hpp"
#include "apps/run/normalised_draws.hpp"
#include "apps/run/observation.hpp"
#include "core/base/number_format.hpp"
#include "core/diagnostics/far_number.hpp"

namespace inquest {
namespace {

void check_output(const SampleArguments& arguments) {
  if (!arguments.output) return;
  const std::filesystem::path& path = *arguments.output;
  arguments.several ? check_draw_array_file(path) : check_draws_file(path);
  check_new_file(path, arguments.force);
}

void tell_error(std::optional<double> error, Reporter& reporter) {
  if (!error) {
    reporter.warning(
        "log_prob is known up to a constant, and its column is called log_prob_unnormalised (the integral of the "
        "density cannot be told); take more --draws");
  } else if (*error > 0) {
    std::cerr << "log_prob is that of a normalised density, but for an error of " << plain(significant(*error, 2))
              << " that all draws share\n";
  }
}

/// The error of each row; where there is none log_prob becomes NaN.
std::vector<double> normalise_each(const Posterior& posterior, const Matrix& x, Draws& draws, Seed seed,
                                   Reporter& reporter) {
  const std::size_t each = draws.theta.rows() / x.rows();
  std::vector<double> errors(x.rows(), 0);
  if (amortised(posterior) != nullptr) return errors;  // flows and normal distributions, which are normalised
  for (std::size_t i = 0; i < x.rows(); ++i) {
    throw_if_stopped(reporter);
    const std::span<double> log_prob(draws.log_prob.data() + i * each, each);
    const auto theta = draws.theta.view().rows(i * each, each);
    const auto error = normalise(*posterior.at(x.row(i)), theta, log_prob, seed.child(i));
    errors[i] = error.value_or(std::numeric_limits<double>::quiet_NaN());
    if (error) continue;
    std::ranges::fill(log_prob, errors[i]);
    reporter.warning(concat("observation ", i,
                            ": log_prob is NaN (the integral of the density cannot be told); take more ", "--draws"));
  }
  return errors;
}

// Warns of numbers that no simulation was like.
void tell_far_numbers(const SeenData& seen, ConstMatrixView x, Reporter& reporter) {
  if (!seen.standardised) return;
  std::size_t rows = 0;
  double distance = 0;
  const Matrix z = seen.standardised(x);
  for (std::size_t i = 0; i < z.rows(); ++i) {
    double of_row = 0;
    for (const double value : z.row(i)) of_row = std::max(of_row, std::abs(value));
    distance = std::max(distance, of_row);
    rows += of_row > farthest_learned ? 1 : 0;
  }
  if (rows == 0) return;
  const std::string which =
      x.rows() == 1 ? "the observation lies" : concat(rows, " of ", x.rows(), " observations lie");
  reporter.warning(concat(which, " up to ", plain(significant(distance, 2)), " standard deviations from the mean of ",
                          "the simulations that the estimator learned from: the draws are an extrapolation; check ",
                          "the units, or train on simulations like it"));
}

void sample_one(const SampleArguments& arguments, Reporter& reporter) {
  const auto posterior = open_posterior(arguments.estimator);
  const SeenData seen = seen_data(arguments.estimator, *posterior);
  const auto x = read_observation(ConfigNode::parse(arguments.observation, "--observation"), "", seen.layout);
  tell_far_numbers(seen, {x.data(), x.size() / posterior->data_size(), posterior->data_size()}, reporter);
  const auto density = posterior->at(x);
  Draws draws = draws_of(*density).sample(arguments.draws, arguments.seed, reporter);
  const auto error = normalise(*density, draws.theta, draws.log_prob, arguments.seed.child("integral"));
  tell_error(error, reporter);
  const auto names = posterior->space().free_names();
  const std::string log_prob = error ? "log_prob" : "log_prob_unnormalised";
  if (arguments.output) {
    write_draws(*arguments.output, names, draws, log_prob);
  } else {
    std::cout << draws_as_csv(names, draws, log_prob) << std::flush;
  }
}

void sample_several(const SampleArguments& arguments, Reporter& reporter) {
  const auto posterior = open_posterior(arguments.estimator);
  const SeenData seen = seen_data(arguments.estimator, *posterior);
  const Matrix x = read_observations(arguments.observation, seen.layout);
  tell_far_numbers(seen, x, reporter);
  Draws draws = sample_each(*posterior, x, arguments.draws, arguments.seed, reporter);
  const std::vector<double> errors = normalise_each(*posterior, x, draws, arguments.seed.child("integral"), reporter);
  write_draw_array(*arguments.output, posterior->space().free_names(), draws, errors);
}

}  // namespace

void sample_command(const Words& words) {
  const auto arguments = parse_sample_arguments(words);
  if (!arguments) return;
  check_output(*arguments);
  TerminalReporter reporter(standard_reporter_options(true));
  arguments->several ? sample_several(*arguments, reporter) : sample_one(*arguments, reporter);
}

}  // namespace inquest
