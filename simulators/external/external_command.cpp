#include "simulators/external/external_command.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <sstream>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/home_path.hpp"
#include "simulators/content_hash.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

std::string version_of(const std::vector<std::string>& words, const fs::path& base) {
  ContentHash hash;
  for (const std::string& word : words) {
    hash.add(word);
    const bool searched = &word == &words.front() && word.find('/') == std::string::npos;
    if (!searched && fs::is_regular_file(base / word)) hash.add(read_file(base / word));
  }
  return hash.text();
}

// What NumPy's older generators say of a seed beyond 32 bits.
std::string advice_on(const std::string& words) {
  if (words.find("Seed must be between 0 and 2**32 - 1") == words.npos) return "";
  return "\nSeeds have 64 bits: np.random.default_rng(seed) takes them; np.random.seed and RandomState take "
         "seed % 2**32";
}

std::vector<std::string> with_home(std::vector<std::string> words, const ConfigNode& node) {
  try {
    if (!words.empty()) words.front() = home_path(words.front());
    for (std::string& word : words) word = in_home(word);
  } catch (const Error& error) {
    raise(error.kind(), concat(node.where(), ": ", error.what()));
  }
  return words;
}

// The names of the columns of theta, so that a program can see that it takes them for what they are.
std::vector<std::string> environment_of(const ExternalCommandOptions& options) {
  std::string names = "INQUEST_PARAMETERS=";
  for (const std::string& name : options.parameters) names += concat(names.ends_with('=') ? "" : ",", name);
  std::vector<std::string> variables = options.environment;
  variables.push_back(std::move(names));
  return variables;
}

std::string path_of_program(const std::vector<std::string>& words, const ConfigNode& node, const fs::path& base) {
  if (words.empty()) node.fail("(must be a program and its arguments, [python3, my_program.py])");
  const std::string& program = words.front();
  const auto path = find_program(program, base);
  if (!path) {
    const bool has_folder = program.find('/') != std::string::npos;
    node.fail(concat("(there is no executable ", program, has_folder ? ") check the path" : " on the PATH) install it",
                     has_folder ? ", and that chmod +x was done" : ", or write its path"));
  }
  return path->string();
}

/// Throws where an interpreter is to run a script that is not there; other words only the program understands.
void check_script(const std::vector<std::string>& words, const ConfigNode& node, const fs::path& base) {
  static constexpr std::array<std::string_view, 7> interpreters = {"python", "Rscript", "julia", "bash",
                                                                   "sh",     "perl",    "octave"};
  if (words.size() < 2 || words[1].starts_with('-') || words[1].starts_with('+')) return;
  if (fs::exists(base / words[1])) return;
  const std::string program = fs::path(words[0]).filename().string();
  const std::string name = program.substr(0, program.find_last_not_of("0123456789.") + 1);  // of "python3.11"
  if (std::ranges::find(interpreters, name) == interpreters.end()) return;
  const fs::path script = fs::absolute(base / words[1]).lexically_normal();
  node.fail(concat("(there is no file ", script.string(), ") paths start from the folder of the run file"));
}

}  // namespace

// With what it has printed since the last request.
struct ExternalCommand::PersistentWorker {
  PersistentWorker(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                   const fs::path& directory)
      : process(arguments, directory, folder / "error", environment) {}

  void move_words(const fs::path& path) const {
    if (fs::is_empty(folder / "error")) return;
    fs::copy_file(folder / "error", path, fs::copy_options::overwrite_existing);
    fs::resize_file(folder / "error", 0);
  }

  ScratchFolder folder;
  Worker process;
};

ExternalCommand::ExternalCommand(ExternalCommandOptions options, const ConfigNode& node, const fs::path& base)
    : options_(std::move(options)),
      arguments_(with_home(options_.words, node)),
      environment_(environment_of(options_)),
      directory_(fs::absolute(base)),
      free_workers_(options_.workers) {
  const std::string program = path_of_program(arguments_, node, base);
  check_script(arguments_, node, directory_);
  version_ = options_.version.empty() ? version_of(arguments_, directory_) : options_.version;
  arguments_.front() = program;
}

ExternalCommand::~ExternalCommand() = default;

std::string ExternalCommand::text() const {
  if (!options_.name.empty()) return options_.name;
  std::string text;
  for (const std::string& word : options_.words) text += concat(text.empty() ? "" : " ", word);
  return text;
}

ExternalCommand::End ExternalCommand::run(const ScratchFolder& scratch, const std::vector<std::string>& files) const {
  struct Place {
    explicit Place(std::counting_semaphore<>& semaphore) : free(semaphore) { free.acquire(); }
    ~Place() { free.release(); }
    std::counting_semaphore<>& free;
  };
  std::vector<std::string> paths;
  for (const std::string& file : files) paths.push_back((scratch / file).string());
  const Place place(free_workers_);
  return options_.persistent ? ask(paths, scratch) : start(paths, scratch);
}

ExternalCommand::End ExternalCommand::start(const std::vector<std::string>& paths, const ScratchFolder& scratch) const {
  ProcessOptions process{arguments_, directory_, scratch / "output", options_.timeout, environment_};
  process.arguments.insert(process.arguments.end(), paths.begin(), paths.end());
  const ProcessResult result = run_process(process);
  if (result.end == ProcessEnd::timed_out) return {result.end, concat("ran longer than ", options_.timeout, " s")};
  return {result.end, describe(result)};
}

ExternalCommand::End ExternalCommand::ask(const std::vector<std::string>& paths, const ScratchFolder& scratch) const {
  std::string line;
  for (const std::string& path : paths) line += concat(line.empty() ? "" : " ", path);
  INQUEST_VALIDATE(static_cast<std::size_t>(std::ranges::count(line, ' ')) + 1 == paths.size(), io, paths.front(),
                   " has a space in it (a persistent command is told paths with spaces between them); set TMPDIR to a "
                   "folder without");
  std::unique_ptr<PersistentWorker> worker = take_worker();
  Worker::Answer answer = worker->process.ask(line, options_.timeout);
  worker->move_words(scratch / "output");
  if (answer.problem.empty()) {
    const std::lock_guard lock(idle_mutex_);
    idle_.push_back(std::move(worker));
  }
  return {answer.end, std::move(answer.problem)};
}

std::unique_ptr<ExternalCommand::PersistentWorker> ExternalCommand::take_worker() const {
  {
    const std::lock_guard lock(idle_mutex_);
    if (!idle_.empty()) {
      auto worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  return std::make_unique<PersistentWorker>(arguments_, environment_, directory_);
}

std::string ExternalCommand::last_words(const ScratchFolder& scratch) const {
  constexpr std::size_t lines_kept = 8;
  std::istringstream text(fs::exists(scratch / "output") ? read_file(scratch / "output") : "");
  std::deque<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    lines.push_back(line);
    if (lines.size() > lines_kept) lines.pop_front();
  }
  std::string words;
  for (const std::string& line : lines) words += concat("\n  ", line);
  if (!words.empty()) return concat("; it printed last:", words, advice_on(words));
  return concat(" (it printed nothing", options_.persistent ? " on standard error)" : ")");
}

}  // namespace inquest
