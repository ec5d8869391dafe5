#include "apps/commands/command_line.hpp"

#include <algorithm>
#include <iostream>

#include "apps/commands/commands.hpp"
#include "apps/commands/summary_table.hpp"
#include "core/base/error.hpp"
#include "core/config/suggest.hpp"

namespace inquest {
namespace {

std::string help_text() {
  std::vector<std::vector<std::string>> rows;
  for (const Command& command : commands()) rows.push_back({command.name + " " + command.arguments, command.doc});
  return concat(
      "usage: inquest COMMAND ...\n\nSimulation-based inference: posteriors and Bayes factors from simulations.\n\n",
      aligned(rows, "  "),
      "\n'inquest COMMAND --help' tells the options of a command; 'inquest --version' the version.\n");
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == name) return command;
    names.push_back(command.name);
  }
  raise(ErrorKind::usage, concat("'", name, "' is not a command ", suggest(name, names)));
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"run", "FILE", "everything: simulate, train, infer, compare, diagnose, report", run_command},
      {"simulate", "FILE", "the run up to its simulations", simulate_command},
      {"train", "FILE", "the run up to its trained estimators", train_command},
      {"infer", "FILE", "the run up to its posteriors", infer_command},
      {"compare", "FILE", "the run up to its Bayes factors", compare_command},
      {"diagnose", "FILE", "the run up to the calibration of its posteriors", diagnose_command},
      {"check", "FILE", "read a run file, build everything, run a few simulations, train nothing", check_command},
      {"check-simulator", "FILE", "whether rows of the simulators follow from their theta and seed alone",
       check_simulator_command},
      {"sample", "ESTIMATOR --observation FILE | --observations FILE", "draws from a saved estimator alone",
       sample_command},
      {"evidence", "ESTIMATOR --observation FILE | --observations FILE, or CHAIN ...",
       "ln K from a saved estimator alone, or ln Z from chains of other programs", evidence_command},
      {"information", "FILE [FILE] --of NAME,... [--and NAME,...]", "mutual information of columns of a table",
       information_command},
      {"info", "PATH", "what a run directory, estimator or simulation file holds", info_command},
      {"compare-runs", "RUN RUN", "answers and settings of two run directories side by side", compare_runs_command},
      {"list", "[NAME]", "what there is to choose from: all lists, one of them, or the options of one thing",
       list_command},
      {"new", "NAME [--language LANGUAGE]", "a run file and a simulator to start from", new_command},
      {"schema", "", "JSON Schema of the run file, for editors", schema_command},
  };
  return table;
}

void run_command_line(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    INQUEST_VALIDATE(!words.empty(), usage, "a command is missing (for example: inquest run FILE); see inquest --help");
    std::cout << help_text();
  } else if (words[0] == "--version") {
    std::cout << "inquest " << INQUEST_VERSION << "\n";
  } else {
    find_command(words[0]).run({words.begin() + 1, words.end()});
  }
}

}  // namespace inquest
