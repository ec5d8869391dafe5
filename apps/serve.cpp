#include "apps/serve.hpp"

#include "apps/commands/arguments.hpp"
#include "core/base/parallel.hpp"
#include "core/base/ranks.hpp"
#include "core/model/distributed.hpp"

namespace inquest {

void share_work(Run& run, std::optional<int> threads) {
  if (rank_count() == 1) return;
  const int of_rank = threads.value_or(threads_of_rank());
  run.models = distribute(run.models, std::make_shared<Crew>(of_rank));
  set_threads(of_rank * rank_count());
}

void serve(const std::vector<std::string>& words) {
  set_threads(threads_of_rank());
  serve_models([&] {
    const auto arguments = parse_run_arguments(words.front(), {words.begin() + 1, words.end()});
    INQUEST_VALIDATE(arguments.has_value(), internal, "the first rank asks for models without a run");
    return load_run(arguments->file, arguments->settings).models;
  });
}

}  // namespace inquest
