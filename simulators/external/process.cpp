#include "simulators/external/process.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.hpp"
#include "core/files/descriptor.hpp"

extern char** environ;

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

// Where the child's files come from and where it runs.
class SpawnActions {
 public:
  SpawnActions(const std::filesystem::path& directory, const StandardFiles& files) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, files.input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, files.output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, files.error, STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
  }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// A group of its own, and signals as a new program expects them, whatever this process ignores or blocks.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) sigaddset(&signals, signal);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

// To each, and a null pointer behind the last.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Leaders of the groups that are under way, where a signal handler finds them.
std::array<std::atomic<pid_t>, 8192> running{};
static_assert(std::atomic<pid_t>::is_always_lock_free);

std::atomic<int> starting{0};
std::atomic<bool> ending{false};

// While a process is started and not noted yet: a signal handler waits for it, in another thread than this.
class Starting {
 public:
  Starting() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
    ++starting;
    if (!ending) return;
    --starting;
    while (true) ::pause();  // the handler ends this process
  }
  ~Starting() {
    --starting;
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Starting(const Starting&) = delete;
  Starting& operator=(const Starting&) = delete;

 private:
  sigset_t before_;
};

void note_running(pid_t child) {
  for (std::atomic<pid_t>& place : running) {
    pid_t none = 0;
    if (place.compare_exchange_strong(none, child)) return;
  }
}

void note_ended(pid_t child) {
  for (std::atomic<pid_t>& place : running) {
    pid_t expected = child;
    if (place.compare_exchange_strong(expected, 0)) return;
  }
}

bool is_executable(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

}  // namespace

pid_t start_process(std::vector<std::string> arguments, const std::filesystem::path& directory,
                    const StandardFiles& files, std::vector<std::string> environment) {
  const std::vector<char*> words = pointers_to(arguments);
  std::vector<char*> variables = pointers_to(environment);
  variables.pop_back();
  for (char** own = environ; *own != nullptr; ++own) {
    const std::string_view name = std::string_view(*own).substr(0, std::string_view(*own).find('=') + 1);
    const auto replaces = [&](const std::string& variable) { return variable.starts_with(name); };
    if (std::ranges::none_of(environment, replaces)) variables.push_back(*own);
  }
  variables.push_back(nullptr);
  pid_t child = 0;
  const Starting guard;
  const int error = posix_spawn(&child, words[0], SpawnActions(directory, files).get(), SpawnAttributes().get(),
                                words.data(), variables.data());
  INQUEST_VALIDATE(error == 0, io, arguments[0], " cannot be started (", std::strerror(error),
                   "); check that it is a program, and that the interpreter in its first line is there");
  note_running(child);
  return child;
}

bool wait_for_process(pid_t child, Clock::time_point deadline) {
  constexpr auto longest_nap = std::chrono::milliseconds(20);
  Clock::duration nap = std::chrono::microseconds(200);
  while (true) {
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT);
    if (info.si_pid == child) return true;
    const auto left = deadline - Clock::now();
    if (left <= Clock::duration::zero()) return false;
    std::this_thread::sleep_for(std::min(nap, left));
    nap = std::min<Clock::duration>(2 * nap, longest_nap);
  }
}

ProcessResult end_process(pid_t child) {
  kill(-child, SIGKILL);  // before the child is reaped, while the number of the group is surely its own
  note_ended(child);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return {.end = ProcessEnd::killed_by_signal, .code = WTERMSIG(status)};
  return {.end = ProcessEnd::exited, .code = WEXITSTATUS(status)};
}

void kill_all_processes() {
  constexpr int longest_wait = 1000;  // milliseconds
  ending = true;
  for (int i = 0; i < longest_wait && starting > 0; ++i) ::poll(nullptr, 0, 1);
  for (const std::atomic<pid_t>& place : running) {
    const pid_t child = place;
    if (child != 0) kill(-child, SIGKILL);
  }
}

ProcessResult run_process(const ProcessOptions& options) {
  const auto limit = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.timeout));
  const Descriptor input = open_descriptor("/dev/null", O_RDONLY);
  const Descriptor output = open_descriptor(options.output, O_WRONLY | O_CREAT | O_TRUNC);
  const pid_t child = start_process(options.arguments, options.directory,
                                    {input.number(), output.number(), output.number()}, options.environment);
  const bool ended = wait_for_process(child, Clock::now() + limit);
  const ProcessResult result = end_process(child);
  return ended ? result : ProcessResult{.end = ProcessEnd::timed_out, .code = SIGKILL};
}

std::optional<std::filesystem::path> find_program(const std::string& name, const std::filesystem::path& base) {
  if (name.find('/') != std::string::npos) {
    const auto path = std::filesystem::absolute(base / name);
    return is_executable(path) ? std::optional(path) : std::nullopt;
  }
  const char* search_path = std::getenv("PATH");
  std::istringstream folders(search_path == nullptr ? "/usr/bin:/bin" : search_path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const auto path = std::filesystem::absolute(std::filesystem::path(folder) / name);
    if (!name.empty() && is_executable(path)) return path;
  }
  return std::nullopt;
}

}  // namespace inquest
