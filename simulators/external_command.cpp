#include "simulators/external_command.hpp"

#include <cstdlib>
#include <deque>
#include <sstream>

#include "core/base/error.hpp"
#include "core/data/atomic_file.hpp"
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

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string pattern = (fs::temp_directory_path() / "inquest-XXXXXX").string();
  INQUEST_VALIDATE(mkdtemp(pattern.data()) != nullptr, io, pattern, " cannot be made; is the disk full?");
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

ExternalCommand::ExternalCommand(ExternalCommandOptions options, const ConfigNode& node, const fs::path& base)
    : options_(std::move(options)),
      arguments_(options_.words),
      directory_(fs::absolute(base)),
      free_workers_(options_.workers) {
  const std::string program = path_of_program(options_.words, node, base);
  arguments_.front() = program;
  version_ = version_of(options_.words, directory_);
}

std::string ExternalCommand::text() const {
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
  ProcessOptions process{arguments_, directory_, scratch / "output", options_.timeout};
  for (const std::string& file : files) process.arguments.push_back((scratch / file).string());
  const Place place(free_workers_);
  const ProcessResult result = run_process(process);
  if (result.end == ProcessEnd::timed_out) return {result.end, concat("ran longer than ", options_.timeout, " s")};
  if (result.end == ProcessEnd::killed_by_signal) return {result.end, concat("was ended by signal ", result.code)};
  return {result.end, result.code == 0 ? "" : concat("ended with exit status ", result.code)};
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
  return words.empty() ? " (it printed nothing)" : concat("; it printed last:", words);
}

}  // namespace inquest
