#include "apps/run/run_directory.hpp"

#include <array>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "apps/run/resolved.hpp"
#include "apps/run/run.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

// All that inquest writes into a run directory; what else is there is the user's.
constexpr std::array<const char*, 13> own_entries = {
    "run.yaml",   "results.json", "log.txt",     "metrics.jsonl", "simulations.h5", "simulations",  "rounds",
    "estimators", "posteriors",   "diagnostics", "figures",       "report.html",    "resolved.yaml"};

void remove_own_entries(const fs::path& path) {
  for (const char* entry : own_entries) {  // resolved.yaml last: until then the folder is known for a run's
    std::error_code error;
    fs::remove_all(path / entry, error);
    INQUEST_VALIDATE(!error, io, (path / entry).string(), " cannot be removed (", error.message(), ")");
  }
}

std::string resolved_text(const Run& run) {
  return concat("# The run file with every default of inquest ", INQUEST_VERSION, " filled in.\n",
                run.resolved.to_yaml());
}

void write_run_files(const RunDirectory& directory, const Run& run) {
  write_file(directory.resolved(), resolved_text(run));
  write_file(directory.run_file(), run.text);
}

bool is_temporary(const fs::path& path) { return path.filename().string().find(".tmp-") != std::string::npos; }

// A process that was killed leaves the file that it was writing beside its place.
void remove_temporaries(const fs::path& path) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file(ignored) && is_temporary(entry)) fs::remove(entry, ignored);
  }
}

// Nothing but what a run that was killed at its very start leaves.
bool is_unused(const fs::path& path) {
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    if (entry.path().filename() != ".lock" && !is_temporary(entry)) return false;
  }
  return true;
}

void remove_report(const RunDirectory& directory) {
  for (const fs::path& path : {directory.report(), directory.figures()}) fs::remove_all(path);
}

// The answers of the run file as it was.
void remove_answers(const RunDirectory& directory) {
  for (const fs::path& path :
       {directory.results(), directory.chain("").parent_path(), directory.diagnostics("").parent_path()}) {
    fs::remove_all(path);
  }
}

std::string shortened(std::vector<std::string> list) {
  constexpr std::size_t shown = 3;
  const std::size_t count = list.size();
  if (count > shown) {
    list.resize(shown);
    list.push_back(concat("and ", count - shown, " more"));
  }
  return join(list);
}

// Takes over the run file as it is now; what is different in it.
std::vector<std::string> change_run(const RunDirectory& directory, const Run& run) {
  const ConfigNode before = ConfigNode::parse_file(directory.resolved());
  const ConfigNode now = ConfigNode::parse(run.resolved.to_yaml(), run.file.string());
  if (now == before && fs::exists(directory.run_file())) return {};
  const std::vector<std::string> obstacles = obstacles_to_resume(now, before);
  INQUEST_VALIDATE(obstacles.empty(), config, run.file.string(), ": ", shortened(obstacles), " (the simulations in ",
                   directory.path().string(),
                   " were made with it); undo the change, or use --force or another --output");
  if (now != before) remove_report(directory);
  if (!same_answers(now, before)) remove_answers(directory);
  write_run_files(directory, run);
  return differences(now, before);
}

void check_is_run_or_empty(const RunDirectory& directory) {
  const fs::path& path = directory.path();
  INQUEST_VALIDATE(fs::is_directory(path), usage, path.string(),
                   " is a file (a folder for the run is needed); choose another --output");
  INQUEST_VALIDATE(directory.is_run() || is_unused(path), usage, path.string(),
                   " exists and is not a run directory (nothing in it is touched); choose another --output");
}

void create(const RunDirectory& directory, const Run& run) {
  std::error_code error;
  fs::create_directories(directory.path(), error);
  INQUEST_VALIDATE(!error, io, directory.path().string(), " cannot be made (", error.message(),
                   "); choose another --output");
  write_run_files(directory, run);
}

}  // namespace

OpenedRun open_run_directory(const fs::path& path, const Run& run, IfExists if_exists) {
  const RunDirectory directory(path);
  if (fs::exists(path)) check_is_run_or_empty(directory);
  if (!directory.is_run()) {
    create(directory, run);
    return {directory, {}};
  }
  INQUEST_VALIDATE(
      if_exists != IfExists::refuse, usage, path.string(),
      " exists (it holds a run); use --resume to go on with it, --force to replace it, or another --output");
  const RunLock lock(directory);
  if (if_exists == IfExists::replace) {
    remove_own_entries(path);
    write_run_files(directory, run);
    return {directory, {}};
  }
  std::vector<std::string> changes = change_run(directory, run);
  remove_temporaries(path);
  return {directory, std::move(changes)};
}

RunLock::RunLock(const RunDirectory& directory) {
  const std::string path = (directory.path() / ".lock").string();
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  INQUEST_VALIDATE(descriptor_ >= 0, io, path, " cannot be made (", std::generic_category().message(errno), ")");
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(descriptor_);
  raise(ErrorKind::usage, concat(directory.path().string(),
                                 " is in use (another inquest works in it); wait for it, or use another --output"));
}

RunLock::~RunLock() { ::close(descriptor_); }

}  // namespace inquest
