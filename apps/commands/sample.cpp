// sample: draws from a saved estimator, with no run directory.

#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/terminal_reporter.hpp"
#include "apps/routes/estimator_kinds.hpp"
#include "apps/run/draw_array.hpp"
#include "apps/run/draw_table.hpp"
#include "apps/run/observation.hpp"
#include "core/estimator/estimator.hpp"

namespace inquest {
namespace {

void check_output(const SampleArguments& arguments) {
  if (!arguments.output) return;
  const std::filesystem::path& path = *arguments.output;
  arguments.several ? check_draw_array_file(path) : check_draws_file(path);
  INQUEST_VALIDATE(arguments.force || !std::filesystem::exists(path), usage, path.string(),
                   " is there already; choose another name, or --force to replace it");
}

void sample_one(const SampleArguments& arguments, Reporter& reporter) {
  const auto x = read_observation(ConfigNode::parse(arguments.observation, "--observation"), "");
  const auto posterior = open_posterior(arguments.estimator);
  const auto density = posterior->at(x);
  const Draws draws = draws_of(*density).sample(arguments.draws, arguments.seed, reporter);
  const auto names = posterior->space().free_names();
  if (arguments.output) {
    write_draws(*arguments.output, names, draws);
  } else {
    std::cout << draws_as_csv(names, draws) << std::flush;
  }
}

void sample_several(const SampleArguments& arguments, Reporter& reporter) {
  const auto posterior = open_posterior(arguments.estimator);
  const auto [shape, x] = read_observations(arguments.observation, posterior->data_size());
  if (const auto* estimator = dynamic_cast<const Estimator*>(posterior.get())) estimator->view().require(shape);
  const Draws draws = sample_each(*posterior, x, arguments.draws, arguments.seed, reporter);
  write_draw_array(*arguments.output, posterior->space().free_names(), draws, x.rows());
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
