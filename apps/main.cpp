// inquest: the command. Errors become one or two lines and an exit status of sysexits.h.

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string_view>

#include <unistd.h>

#include "apps/commands/command_line.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/serve.hpp"
#include "apps/run/caught_error.hpp"
#include "core/base/parallel.hpp"
#include "core/ranks/ranks.hpp"

namespace {

// Libraries allocate before main begins: where that fails, nobody catches it.
[[noreturn]] void end_loading() {
  constexpr std::string_view line =
      "inquest: its libraries cannot be loaded (the address space is too small); raise ulimit -v to 2000000 or more\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  ::_exit(static_cast<int>(inquest::ErrorKind::internal));
}

constexpr const char* blas_threads = "OPENBLAS_NUM_THREADS";

std::terminate_handler usual_terminate = nullptr;
bool blas_threads_given = false;

// BLAS keeps to one thread here, and without room for more it would wait for them at the end of the program.
void begin_loading(int, char**, char**) {
  usual_terminate = std::set_terminate(end_loading);
  blas_threads_given = std::getenv(blas_threads) != nullptr;
  ::setenv(blas_threads, "1", 0);
}

void loaded() {
  std::set_terminate(usual_terminate);
  if (!blas_threads_given) ::unsetenv(blas_threads);  // of programs that are started it is none of our business
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
  loaded();
  try {
    inquest::install_signal_handlers();
    inquest::keep_libraries_to_one_thread();
    const inquest::Ranks ranks;
    const std::vector<std::string> words(argv + 1, argv + argc);
    inquest::own_rank() == 0 ? inquest::run_command_line(words) : inquest::serve(words);
    check_standard_output();
    return 0;
  } catch (...) {
    return fail(inquest::caught_error());
  }
}
