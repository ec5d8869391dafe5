// run, and the stages of the same run: simulate, train, infer, compare, diagnose.

#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/serve.hpp"
#include "apps/commands/summary_table.hpp"
#include "apps/commands/terminal_reporter.hpp"
#include "apps/routes/route_likelihood.hpp"
#include "apps/run/journal_reporter.hpp"
#include "apps/run/results_file.hpp"
#include "apps/run/verdict.hpp"
#include "apps/stages/diagnose.hpp"
#include "apps/stages/learning_curve.hpp"
#include "apps/stages/outdated.hpp"
#include "apps/stages/report.hpp"
#include "apps/stages/rounds.hpp"
#include "apps/stages/stage.hpp"
#include "core/base/number_format.hpp"

namespace inquest {
namespace {

enum class Stage { simulate, train, infer, compare, diagnose, report };

constexpr std::array<const char*, 5> timed_stages = {"simulate", "train", "infer", "compare", "diagnose"};

void collect(Results& results, const RunContext& context) {
  results.name = context.run.name;
  results.seed = context.run.seed;
  for (const char* stage : timed_stages) {
    const double seconds = context.journal.stage_seconds(stage);
    if (seconds > 0) results.wall_seconds.emplace_back(stage, seconds);
  }
  results.failed = context.failed;
  results.warnings = context.journal.warnings();
  results.notices = context.run.notices;
}

// Of failed routes none has left anything that --resume would have to throw away.
std::string failure_text(const RunContext& context) {
  const std::vector<FailedRoute>& failed = context.failed;
  if (failed.size() == 1) return concat(failed.front().name(), " has failed, see the warnings; mend it");
  return concat(failed.size(), " routes have failed, see the warnings; mend them");
}

// Once what is there to be told of the others is told.
void throw_if_failed(const RunContext& context) {
  if (context.failed.empty()) return;
  raise(context.failed.front().error.kind(),
        concat(failure_text(context),
               ", change or remove it in the run file, and go on with --resume (the other routes ", "have answered)"));
}

// A learning curve that is missing costs no answer.
void throw_if_untrained(const RunContext& context) {
  for (const auto& [estimator, error] : context.untrained) {
    if (!estimator.ends_with(quarter_name(""))) throw error;
  }
}

// The error of the only route, or of all of them.
void throw_if_none_answered(const RunContext& context, const Results& results) {
  if (!context.failed.empty() && results.posterior.empty() && results.evidence.empty()) {
    const FailedRoute& failed = context.failed.front();
    raise(failed.error.kind(), concat(failed.name(), ": ", failed.error.what()));
  }
}

Results run_stages(RunContext& context, Stage last) {
  Results results;
  const auto due = [&](Stage stage) {
    throw_if_stopped(context.reporter);
    return stage <= last;
  };
  const bool needed = last == Stage::simulate || context.run.learns();
  if (needed) timed_stage(context, "simulate", [&] { simulate_stage(context); });
  if (due(Stage::train)) timed_stage(context, "train", [&] { train_stage(context); });
  if (last == Stage::train) throw_if_untrained(context);
  if (due(Stage::infer)) results.posterior = timed_stage(context, "infer", [&] { return infer_stage(context); });
  if (due(Stage::compare)) results.evidence = timed_stage(context, "compare", [&] { return compare_stage(context); });
  throw_if_none_answered(context, results);
  if (due(Stage::diagnose)) timed_stage(context, "diagnose", [&] { diagnose_stage(context, results.posterior); });
  collect(results, context);
  if (last >= Stage::infer) {
    write_results(context.directory.results(), results,
                  last == Stage::infer ? ResultsPart::posterior : ResultsPart::all);
  }
  if (due(Stage::report) && context.run.report) report_stage(context, results);
  return results;
}

std::string closing_text(const Run& run, const RunDirectory& directory, const Results& results, Stage last) {
  std::string text = summary_table(run, results);
  if (!text.empty()) text = "\n" + text + "\n";
  const bool has_report = last == Stage::report && run.report;
  if (has_report) text += concat("Report: ", directory.report().string(), "\n");
  if (last >= Stage::infer) text += concat("Results: ", directory.results().string(), "\n");
  return text + concat("Everything of this run is in ", directory.path().string(), "/");
}

// The words from which the run goes on after it was stopped.
std::string resuming_command(const std::string& command, const Words& words) {
  std::string text = "inquest " + command;
  for (const std::string& word : words) {
    if (word != "--force" && word != "--resume") text += " " + shell_word(word);
  }
  return text + " --resume";
}

// A run file of another name has another folder by default, in which nothing of the first run is found.
std::string nothing_to_resume(const std::filesystem::path& output) {
  return concat("note: there is no run in ", output.string(), " to go on with, and a new one begins there; to go on ",
                "with another one name its folder by --output");
}

void run_until(Stage last, const std::string& command, const Words& words) {
  const auto arguments = parse_run_arguments(command, words);
  if (!arguments) return;
  Run run = load_run(arguments->file, arguments->settings);
  share_work(run, arguments->threads);
  // A stage belongs to a run that its earlier stages have begun; only `run` may not go on unasked.
  IfExists if_exists = last == Stage::report ? IfExists::refuse : IfExists::resume;
  if (arguments->resume) if_exists = IfExists::resume;
  if (arguments->force) if_exists = IfExists::replace;
  const bool begins = !RunDirectory(arguments->output).is_run();
  const auto [directory, changes] = open_run_directory(arguments->output, run, if_exists);
  const RunLock lock(directory);
  stop_gracefully();
  Journal journal(directory.metrics());
  TerminalReporter terminal(standard_reporter_options(arguments->quiet), directory.log());
  JournalReporter reporter(terminal, journal);
  RunContext context{run, directory, SimulationStore(directory.path()), journal, reporter};
  for (const std::string& notice : run.notices) reporter.info("note: " + notice);
  if (arguments->resume && begins) reporter.info(nothing_to_resume(arguments->output));
  try {
    if (has_rounds(run)) timed_stage(context, "simulate", [&] { make_rounds(run, context); });
    remove_outdated(context, changes);
    const Results results = run_stages(context, last);
    if (last >= Stage::compare && context.failed.empty())
      std::filesystem::remove_all(likelihood_calls(directory.estimators()));
    for (const std::string& words : judge(results).contradictions()) terminal.warning(plain(words));
    reporter.info(closing_text(run, directory, results, last));
    throw_if_failed(context);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    raise(ErrorKind::interrupted, concat("stopped; nothing is lost, go on with: ", resuming_command(command, words)));
  }
}

}  // namespace

void run_command(const Words& words) { run_until(Stage::report, "run", words); }
void simulate_command(const Words& words) { run_until(Stage::simulate, "simulate", words); }
void train_command(const Words& words) { run_until(Stage::train, "train", words); }
void infer_command(const Words& words) { run_until(Stage::infer, "infer", words); }
void compare_command(const Words& words) { run_until(Stage::compare, "compare", words); }
void diagnose_command(const Words& words) { run_until(Stage::diagnose, "diagnose", words); }

}  // namespace inquest
