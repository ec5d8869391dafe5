#include "apps/commands/interrupt.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include <unistd.h>

#include "core/base/error.hpp"
#include "simulators/external/plugin.hpp"
#include "simulators/external/process.hpp"

namespace inquest {
namespace {

// What a signal handler may touch.
std::atomic<bool> requested{false}, graceful{false}, silent{false}, terminal{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void tell(std::string_view line) {
  if (silent) return;
  if (!terminal) line.remove_prefix(1);  // the line break after ^C
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

void on_signal(int) {
  const bool first = !requested.exchange(true);
  if (first && graceful) {
    const int number = errno;  // of what was interrupted, and goes on
    tell("\ninquest: stopping: what is under way is ended and kept; once more, and all ends at once\n");
    errno = number;
    return;
  }
  tell(graceful ? "\ninquest: ended at once; go on with --resume\n" : "\ninquest: stopped\n");
  kill_all_processes();
  ::_exit(static_cast<int>(ErrorKind::interrupted));
}

// A crash, which is told where it is a plugin's.
void on_crash(int number) {
  if (const char* plugin = plugin_at_work(); plugin != nullptr) {
    for (const char* part : {"inquest: the plugin ", plugin,
                             " crashed, and with it the run; isolate: true beside plugin: makes a crash a row that "
                             "failed\n"}) {
      [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, part, std::strlen(part));
    }
  }
  std::signal(number, SIG_DFL);
  ::raise(number);
}

}  // namespace

void install_signal_handlers() {
  terminal = ::isatty(STDERR_FILENO) == 1;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESTART);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
  struct sigaction before = {};
  sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);  // nohup has it ignored
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    sigaction(signal, nullptr, &before);
    if (before.sa_handler == SIG_DFL) std::signal(signal, on_crash);  // else a sanitizer has it
  }
}

void stop_gracefully(bool quiet) {
  silent = quiet;
  graceful = true;
}

bool interrupt_requested() { return requested; }

}  // namespace inquest
