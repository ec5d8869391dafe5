// sample: draws from a saved estimator, with no run directory.

#include <iostream>
#include <memory>
#include <optional>

#include "apps/commands/arguments.hpp"
#include "apps/run/draw_table.hpp"
#include "apps/run/observation.hpp"
#include "core/estimator/estimator_file.hpp"
#include "flows/estimators/automatic_posterior.hpp"

namespace inquest {
namespace {

/// What a saved estimator answers.
struct Sample {
  std::vector<std::string> names;
  Draws draws;
  std::optional<McmcReport> report;  // of Markov chains, where there were any
};

Sample sample_npe(const std::filesystem::path& path, std::size_t count, std::span<const double> x, Seed seed) {
  const auto posterior = PosteriorEstimator::load(path);
  return {posterior.space().free_names(), posterior.given(x).sample(count, seed), std::nullopt};
}

Sample sample_nle(const std::filesystem::path& path, std::size_t count, std::span<const double> x, Seed seed) {
  const auto likelihood = std::make_shared<const LikelihoodEstimator>(LikelihoodEstimator::load(path));
  const McmcPosterior posterior(likelihood->space(), likelihood, likelihood->columns().data_size(), {});
  SilentReporter silent;
  auto [draws, report] = posterior.given(x).answer(count, seed, silent);
  return {likelihood->space().free_names(), std::move(draws), report};
}

Sample sample_auto(const std::filesystem::path& path, std::size_t count, std::span<const double> x, Seed seed) {
  const auto posterior = AutomaticPosterior::load(path, {});
  SilentReporter silent;
  auto answer = posterior.given(x).answer(count, seed, silent);
  return {posterior.space().free_names(), std::move(answer.draws), answer.report};
}

Sample sample(const std::filesystem::path& path, std::size_t count, std::span<const double> x, Seed seed) {
  const std::string kind = load_estimator_record(path).kind;
  if (kind == "npe") return sample_npe(path, count, x, seed);
  if (kind == "nle") return sample_nle(path, count, x, seed);
  if (kind == "auto") return sample_auto(path, count, x, seed);
  raise(ErrorKind::data, concat(path.string(), ": an estimator of kind '", kind,
                                "' (it gives no draws); take one of kind 'npe', 'nle' or 'auto'"));
}

}  // namespace

void sample_command(const Words& words) {
  const auto arguments = parse_sample_arguments(words);
  if (!arguments) return;
  if (arguments->output) {
    check_draws_file(*arguments->output);
    INQUEST_VALIDATE(arguments->force || !std::filesystem::exists(*arguments->output), usage,
                     arguments->output->string(), " is there already; choose another name, or --force to replace it");
  }
  const auto x = read_observation(ConfigNode::parse(arguments->observation, "--observation"), "");
  const Sample found = sample(arguments->estimator, arguments->draws, x, arguments->seed);
  if (found.report && !found.report->warning().empty()) std::cerr << "warning: " << found.report->warning() << '\n';
  if (arguments->output) {
    write_draws(*arguments->output, found.names, found.draws);
  } else {
    std::cout << draws_as_csv(found.names, found.draws) << std::flush;
  }
}

}  // namespace inquest
