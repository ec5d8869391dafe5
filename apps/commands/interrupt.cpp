#include "apps/commands/interrupt.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string_view>

#include <unistd.h>

#include "core/base/error.hpp"
#include "simulators/external/plugin_call.hpp"
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

// Whether a plugin is at work in this thread, of which the end is told.
bool blame_plugin(const char* what_it_did) {
  const char* const plugin = plugin_at_work();
  if (plugin == nullptr) return false;
  for (const char* part : {"inquest: the plugin ", plugin, what_it_did}) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, part, std::strlen(part));
  }
  return true;
}

void on_crash(int number) {
  blame_plugin(" crashed, and with it the run; isolate: true beside plugin: makes a crash a row that failed\n");
  std::signal(number, SIG_DFL);
  ::raise(number);
}

// exit() of a plugin would end the run as if all had gone well.
void on_exit() {
  if (!blame_plugin(" ended the process (exit or STOP), and with it the run; have it return 1, or write isolate: true "
                    "beside plugin:\n")) {
    return;
  }
  kill_all_processes();
  ::_exit(static_cast<int>(ErrorKind::internal));
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
  std::atexit(on_exit);
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
