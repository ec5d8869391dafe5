// A run that was killed anywhere and resumed concludes what an uninterrupted one does; so does one on other threads.

#include <csignal>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// Enough rows for three shards per model, and enough steps to be caught at work.
constexpr int train_rows = 25000;
constexpr int steps = 800;

ProcessResult inquest(const fs::path& folder, const Words& words, ProcessOptions options = {}) {
  return run_inquest(INQUEST_BINARY_DIR, folder, words, std::move(options));
}

Words run_to(const std::string& output, const Words& more = {}) {
  Words words = {"run", "run.yaml", "--output", output};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

bool has_file_in(const fs::path& folder) { return fs::exists(folder) && !fs::is_empty(folder); }

/// Runs until something appears in the run directory, ends the run with a signal, and returns how it ended.
ProcessResult stop_when(const fs::path& folder, const std::string& output, const std::string& appears, int signal) {
  const fs::path awaited = folder / output / appears;
  return inquest(folder, run_to(output),
                 {.until = [=] { return fs::is_directory(awaited) ? has_file_in(awaited) : fs::exists(awaited); },
                  .signal = signal});
}

}  // namespace

TEST_CASE("a run that is killed and resumed ends with the results of an uninterrupted one", "[cli][fault]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path(), train_rows, steps);
  REQUIRE(inquest(folder.path(), run_to("whole")).status == 0);
  const auto expected = results_without_times(folder / "whole");

  for (const std::string kill_point :
       {"resolved.yaml", "simulations/free/000000.h5", "simulations/free/000002.h5", "simulations/fixed/000000.h5",
        "simulations.h5", "estimators/.checkpoints", "estimators", "estimators/fixed.moments.h5", "posteriors"}) {
    INFO("killed when " << kill_point << " appears");
    const ProcessResult killed = stop_when(folder.path(), "killed", kill_point, SIGKILL);
    CHECK(killed.status == -SIGKILL);
    CHECK(!fs::exists(folder / "killed" / "results.json"));
    REQUIRE(inquest(folder.path(), run_to("killed", {"--resume"})).status == 0);
    CHECK(results_without_times(folder / "killed") == expected);
    fs::remove_all(folder / "killed");
  }
}

TEST_CASE("a run that is killed again and again still ends as it should", "[cli][fault]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path(), train_rows, steps);
  REQUIRE(inquest(folder.path(), run_to("whole")).status == 0);
  int kills = 0;
  for (int pause = 100; pause < 8000; pause += pause / 4) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(pause);
    const auto result = inquest(folder.path(), run_to("killed", {"--resume"}),
                                {.until = [=] { return std::chrono::steady_clock::now() > end; }});
    if (result.status == 0) break;
    CHECK(result.status == -SIGKILL);
    ++kills;
  }
  CHECK(kills > 2);
  REQUIRE(inquest(folder.path(), run_to("killed", {"--resume"})).status == 0);  // on a slow machine all were killed
  CHECK(results_without_times(folder / "killed") == results_without_times(folder / "whole"));
}

TEST_CASE("Ctrl-C stops cleanly, says how to go on, and loses nothing", "[cli][fault]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path(), train_rows, steps);
  REQUIRE(inquest(folder.path(), run_to("whole")).status == 0);
  for (const std::string point : {"simulations/free/000000.h5", "estimators/.checkpoints"}) {
    const ProcessResult stopped = stop_when(folder.path(), "stopped", point, SIGINT);
    CHECK(stopped.status == static_cast<int>(ErrorKind::interrupted));
    CHECK(stopped.err.find("inquest run run.yaml --output stopped --resume") != std::string::npos);
    REQUIRE(inquest(folder.path(), run_to("stopped", {"--resume"})).status == 0);
    CHECK(results_without_times(folder / "stopped") == results_without_times(folder / "whole"));
    fs::remove_all(folder / "stopped");
  }
}

TEST_CASE("one thread and two, and stages one by one, conclude the same", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), run_to("one", {"--threads", "1"})).status == 0);
  REQUIRE(inquest(folder.path(), run_to("two", {"--threads", "2"})).status == 0);
  const auto expected = results_without_times(folder / "one");
  CHECK(results_without_times(folder / "two") == expected);
  for (const char* stage : {"simulate", "train", "infer", "compare"}) {
    REQUIRE(inquest(folder.path(), {stage, "run.yaml", "--output", "staged"}).status == 0);
  }
  CHECK(results_without_times(folder / "staged") == expected);
}

TEST_CASE("resolved.yaml alone gives the same run again", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), run_to("first")).status == 0);
  REQUIRE(inquest(folder.path(), {"run", "first/resolved.yaml", "--output", "second"}).status == 0);
  CHECK(results_without_times(folder / "second") == results_without_times(folder / "first"));
}

TEST_CASE("a finished run takes a new route without touching the others", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), run_to("out")).status == 0);
  auto before = results_without_times(folder / "out");
  replace_in(folder / "run.yaml", "evidence:\n",
             "  more: {method: moments, ensemble: 1, training: {steps: 20}}\nevidence:\n");
  const ProcessResult extended = inquest(folder.path(), run_to("out", {"--resume"}));
  INFO(extended.err);
  REQUIRE(extended.status == 0);
  auto after = results_without_times(folder / "out");
  CHECK(after["posterior"]["free"].contains("more"));
  for (auto& model : after["posterior"]) model.erase("more");
  for (auto* results : {&before, &after}) {
    for (const char* judgement : {"verdict", "warnings"}) results->erase(judgement);  // of all routes together
  }
  CHECK(after == before);
}

}  // namespace inquest::testing
