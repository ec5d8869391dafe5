// inquest: the command. Errors become one or two lines and an exit status of sysexits.h.

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string_view>

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include "apps/commands/command_line.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/serve.hpp"
#include "core/base/caught_error.hpp"
#include "core/base/parallel.hpp"
#include "core/ranks/ranks.hpp"
#include "simulators/external/plugin_worker.hpp"

namespace {

// Libraries allocate and start threads before main begins: where there is no room for that, nobody catches it, or BLAS
// waits for ever.
[[noreturn]] void end_loading() {
  constexpr std::string_view line =
      "inquest: the address space is too small for its libraries (a limit is set); raise it with ulimit -v, or set "
      "OPENBLAS_NUM_THREADS=1\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  ::_exit(static_cast<int>(inquest::ErrorKind::internal));
}

// As OpenBLAS counts them.
std::size_t blas_threads(char** environment) {
  for (char** entry = environment; *entry != nullptr; ++entry) {
    for (const std::string_view name : {"OPENBLAS_NUM_THREADS=", "OMP_NUM_THREADS="}) {
      const std::string_view text = *entry;
      if (text.starts_with(name)) return static_cast<std::size_t>(std::max(std::atoi(*entry + name.size()), 1));
    }
  }
  cpu_set_t cores;
  return ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? static_cast<std::size_t>(CPU_COUNT(&cores)) : 1;
}

std::terminate_handler usual_terminate = nullptr;

void begin_loading(int, char**, char** environment) {
  constexpr rlim_t of_libraries = rlim_t{900} << 20, of_thread = rlim_t{140} << 20;  // bytes
  rlimit limit = {};
  const bool limited = ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  if (limited && limit.rlim_cur < of_libraries + (blas_threads(environment) - 1) * of_thread) end_loading();
  usual_terminate = std::set_terminate(end_loading);
}

// What the loader calls before the initialisers of libraries.
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_libraries)(int, char**, char**) = begin_loading;

int fail(const inquest::Error& error) {
  std::cout << std::flush;
  std::cerr << "inquest: " << error.what() << std::endl;
  return error.exit_status();
}

// What a full disk behind it did not take.
void check_standard_output() {
  INQUEST_VALIDATE(std::cout.flush().good(), io,
                   "the standard output cannot be written (is the disk full?); free some space, or write elsewhere");
}

}  // namespace

int main(int argc, char** argv) {
  std::set_terminate(usual_terminate);
  try {
    inquest::install_signal_handlers();
    inquest::keep_libraries_to_one_thread();
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (!words.empty() && words[0] == inquest::plugin_worker_command) {  // no rank of its own
      inquest::serve_plugin(words);
      return 0;
    }
    const inquest::Ranks ranks;
    inquest::own_rank() == 0 ? inquest::run_command_line(words) : inquest::serve(words);
    check_standard_output();
    return 0;
  } catch (...) {
    return fail(inquest::caught_error());
  }
}
