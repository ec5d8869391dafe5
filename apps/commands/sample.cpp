// sample: draws from a saved estimator, with no run directory.

#include <iostream>
#include <memory>

#include "apps/commands/arguments.hpp"
#include "apps/draw_table.hpp"
#include "apps/observation.hpp"
#include "core/infer/estimator_file.hpp"
#include "flows/posterior_estimator.hpp"

namespace inquest {
namespace {

std::unique_ptr<Posterior> load_posterior(const std::filesystem::path& path) {
  const std::string kind = load_estimator_record(path).kind;
  if (kind == "npe") return std::make_unique<PosteriorEstimator>(PosteriorEstimator::load(path));
  raise(ErrorKind::data,
        concat(path.string(), ": an estimator of kind '", kind, "' (it gives no draws); take one of kind 'npe'"));
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
  const std::unique_ptr<Posterior> posterior = load_posterior(arguments->estimator);
  const auto x = read_observation(ConfigNode::parse(arguments->observation, "--observation"), "");
  const PosteriorDraws draws = posterior->sample(arguments->draws, x, arguments->seed);
  if (arguments->output) {
    write_draws(*arguments->output, posterior->space().free_names(), draws);
  } else {
    std::cout << draws_as_csv(posterior->space().free_names(), draws) << std::flush;
  }
}

}  // namespace inquest
