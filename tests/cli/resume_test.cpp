// A run that was killed anywhere and resumed concludes what an uninterrupted one does; so does one on other threads.

#include <csignal>
#include <regex>
#include <sstream>

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

TEST_CASE("--resume where there is no run says so, and how to name another", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  const Words simulate{"simulate", "run.yaml", "--output", "more", "--resume"};
  const std::string note = "there is no run in more to go on with";
  const ProcessResult first = inquest(folder.path(), simulate);
  CHECK(first.status == 0);
  CHECK((first.out + first.err).find(note) != std::string::npos);
  const ProcessResult second = inquest(folder.path(), simulate);
  CHECK((second.out + second.err).find(note) == std::string::npos);
}

TEST_CASE("one thread and two, and stages one by one, conclude the same", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), run_to("one", {"--threads", "1"})).status == 0);
  REQUIRE(inquest(folder.path(), run_to("two", {"--threads", "2"})).status == 0);
  const auto expected = results_without_times(folder / "one");
  CHECK(results_without_times(folder / "two") == expected);
  for (const char* stage : {"simulate", "train", "infer", "compare", "diagnose"}) {
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

TEST_CASE("true values that are given later change the report and no number", "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), run_to("out")).status == 0);
  const auto before = results_without_times(folder / "out");
  replace_in(folder / "run.yaml", "evidence:\n", "truth: {a: 0.5}\nevidence:\n");
  const ProcessResult again = inquest(folder.path(), run_to("out", {"--resume"}));
  INFO(again.err);
  REQUIRE(again.status == 0);
  CHECK((again.err + again.out).find("trained ") == std::string::npos);
  CHECK(results_without_times(folder / "out") == before);
  const std::string report = read_text(folder / "out" / "report.html");
  CHECK(report.find("<desc>True values: a = 0.5.</desc>") != std::string::npos);
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
  for (auto& check : after["diagnostics"]) {
    for (auto& model : check) {
      if (model.is_object()) model.erase("more");
    }
  }
  for (auto* results : {&before, &after}) {
    for (const char* judgement : {"verdict", "warnings"}) results->erase(judgement);  // of all routes together
    // The quoted route alone is asked for predictions.
    for (const char* of_quoted : {"predictive", "local_calibration"}) (*results)["diagnostics"].erase(of_quoted);
  }
  CHECK(after == before);
}

namespace {

/// A route whose points cannot be drawn, beside others that answer.
void write_dead_end(const fs::path& folder) {
  write_small_run(folder);
  write_text(folder / "lik.sh", "#!/bin/sh\necho no table >&2\nexit 3\n");
  fs::permissions(folder / "lik.sh", fs::perms::owner_all);
  replace_in(folder / "run.yaml", "b: 0}\n", "b: 0}\n    likelihood: {command: [./lik.sh]}\n");
  replace_in(folder / "run.yaml", "  exact: {method: exact}", "  ns: {method: nested}");
}

Words trained(const std::string& out) {
  Words names;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("trained ") && line.find(": ") != std::string::npos && !line.starts_with("trained anew")) {
      names.push_back(line.substr(8, line.find(": ") - 8));
    }
  }
  return names;
}

}  // namespace

TEST_CASE("a route that fails leaves the answers of the others, and may be changed or removed", "[cli]") {
  const TemporaryDirectory folder;
  write_dead_end(folder.path());
  const ProcessResult failed = inquest(folder.path(), run_to("out"));
  CHECK(failed.status == static_cast<int>(ErrorKind::data));
  CHECK(failed.err.find("evidence.ns has failed: ") != std::string::npos);
  CHECK(failed.err.find("no table") != std::string::npos);
  auto results = results_without_times(folder / "out");
  CHECK(results["posterior"]["free"].contains("npe"));
  CHECK(results["evidence"].contains("network"));
  CHECK(!results["evidence"].contains("ns"));
  REQUIRE(results["failed"].size() == 1);
  CHECK(results["failed"][0]["route"] == "ns");
  CHECK(results["failed"][0]["model"].is_null());
  CHECK(results["warnings"].dump().find("evidence.ns has failed") != std::string::npos);
  CHECK(read_text(folder / "out/report.html").find("Route ns (nested) has failed") != std::string::npos);
  CHECK(std::regex_search(failed.out, std::regex("\n  ns +failed\n")));

  SECTION("removed") { replace_in(folder / "run.yaml", "  ns: {method: nested}\n", ""); }
  SECTION("mended") { replace_in(folder / "run.yaml", "    likelihood: {command: [./lik.sh]}\n", ""); }
  const ProcessResult resumed = inquest(folder.path(), run_to("out", {"--resume"}));
  INFO(resumed.err);
  CHECK(resumed.status == 0);
  CHECK(trained(resumed.out).empty());
  results = results_without_times(folder / "out");
  CHECK(results["failed"].empty());
  CHECK(results["warnings"].dump().find("evidence.ns has failed") == std::string::npos);
}

TEST_CASE("a run goes on with another run file: what exists is used, what depends on the change is made anew",
          "[cli]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  REQUIRE(inquest(folder.path(), run_to("out")).status == 0);
  const auto first = snapshot(folder / "out/estimators");
  const auto resume = [&](const Words& settings) {
    Words words = run_to("out", {"--resume"});
    for (const std::string& setting : settings) words.insert(words.end(), {"--set", setting});
    const ProcessResult result = inquest(folder.path(), words);
    INFO(result.err);
    REQUIRE(result.status == 0);
    return result.out;
  };
  const auto fresh = [&](const Words& settings) {
    fs::remove_all(folder / "new");
    Words words = run_to("new");
    for (const std::string& setting : settings) words.insert(words.end(), {"--set", setting});
    REQUIRE(inquest(folder.path(), words).status == 0);
    return results_without_times(folder / "new");
  };

  SECTION("more rows: those that exist are kept, and what learned from them learns anew") {
    const Words more = {"simulations.train=900"};
    const std::string said = resume(more);
    CHECK(said.find("simulate free: 650 of 950 rows are there") != std::string::npos);
    CHECK(said.find("simulations.train = 900 (was 600)") != std::string::npos);
    CHECK(
        said.find("trained anew, with other options or simulations: free.npe, free.moments, fixed.npe, fixed.moments, "
                  "evidence.network") != std::string::npos);
    CHECK(results_without_times(folder / "out") == fresh(more));
    CHECK(results_without_times(folder / "out")["posterior"]["free"]["npe"]["simulations"] == 900);
  }
  SECTION("another observation, other draws, a label: nothing is trained") {
    const Words other = {"observation=[1, 0.2, 0.3]", "draws=100", "models.free.parameters.a.latex=A"};
    const std::string said = resume(other);
    CHECK(trained(said).empty());
    CHECK(said.find("kept as they are: free.npe") != std::string::npos);
    CHECK(snapshot(folder / "out/estimators") == first);
    CHECK(results_without_times(folder / "out") == fresh(other));
    CHECK(read_text(folder / "out/posteriors/free.npe.paramnames").starts_with("a\tA"));
  }
  SECTION("another option of a route: that route is trained anew") {
    const Words other = {"posterior.moments.hidden=[8]"};
    const std::string said = resume(other);
    CHECK(said.find("anew, with other options or simulations: free.moments, fixed.moments\n") != std::string::npos);
    CHECK(said.find("kept as they are: free.npe, fixed.npe, evidence.network\n") != std::string::npos);
    CHECK(results_without_times(folder / "out") == fresh(other));
  }
  SECTION("a route less: its chain goes with it") {
    replace_in(folder / "run.yaml",
               "  npe: {method: npe, flow: maf, ensemble: 2, transforms: 2, hidden: [16], training: {steps: 40}}\n",
               "");
    CHECK(trained(resume({})).empty());
    CHECK(!fs::exists(folder / "out/posteriors/free.npe.txt"));
    CHECK(results_without_times(folder / "out") == fresh({}));
  }
  SECTION("fewer rows, and all of them again") {
    resume({"simulations.train=300"});
    CHECK(results_without_times(folder / "out") == fresh({"simulations.train=300"}));
    CHECK(resume({}).find("rows are there") == std::string::npos);
    CHECK(results_without_times(folder / "out") == fresh({}));
  }
}

TEST_CASE("a training that was stopped does not go on from its checkpoints with other rows", "[cli][fault]") {
  const TemporaryDirectory folder;
  write_small_run(folder.path(), train_rows, steps);
  const ProcessResult stopped = stop_when(folder.path(), "out", "estimators/.checkpoints", SIGINT);
  REQUIRE(stopped.status == static_cast<int>(ErrorKind::interrupted));
  const Words fewer = {"--set", "simulations.train=20000", "--set", "posterior.npe.training.steps=100"};
  Words resumed = run_to("out", fewer), whole = run_to("whole", fewer);
  resumed.emplace_back("--resume");
  REQUIRE(inquest(folder.path(), resumed).status == 0);
  REQUIRE(inquest(folder.path(), whole).status == 0);
  CHECK(results_without_times(folder / "out") == results_without_times(folder / "whole"));
}

}  // namespace inquest::testing
