#include "apps/commands/serve.hpp"

#include "apps/commands/arguments.hpp"
#include "apps/commands/interrupt.hpp"
#include "core/base/parallel.hpp"
#include "core/ranks/distributed.hpp"
#include "core/ranks/ranks.hpp"

namespace inquest {
namespace {

// Changes with all that the run file says, defaults included.
std::uint64_t version_of(const Run& run) { return Seed{}.child(run.resolved.to_yaml()).value; }

}  // namespace

void share_work(Run& run, std::optional<int> threads) {
  if (rank_count() == 1) return;
  const int of_rank = threads.value_or(threads_of_rank());
  run.models = distribute(run.models, version_of(run), std::make_shared<Crew>(of_rank));
  set_threads(of_rank * rank_count());
}

void serve(const std::vector<std::string>& words) {
  set_threads(threads_of_rank());
  stop_gracefully(true);  // the first rank does
  serve_models([&](std::uint64_t version) {
    const auto arguments = parse_run_arguments(words.front(), {words.begin() + 1, words.end()});
    INQUEST_VALIDATE(arguments.has_value(), internal, "the first rank asks for models without a run");
    const Run run = load_run(arguments->file, arguments->settings);
    INQUEST_VALIDATE(version_of(run) == version, config, run.file.string(),
                     " is not what the first rank has read (it was changed since, or is another file); start again");
    return run.models;
  });
}

}  // namespace inquest
