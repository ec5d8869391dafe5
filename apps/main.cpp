// inquest: the command. Errors become one or two lines and an exit status of sysexits.h.

#include <filesystem>
#include <iostream>
#include <new>

#include <c10/util/Exception.h>

#include "apps/commands/command_line.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/serve.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/ranks/ranks.hpp"

namespace {

int fail(inquest::ErrorKind kind, const std::string& message) {
  std::cout << std::flush;
  std::cerr << "inquest: " << message << std::endl;
  return static_cast<int>(kind);
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

int main(int argc, char** argv) {
  using inquest::ErrorKind;
  try {
    inquest::install_signal_handlers();
    inquest::keep_libraries_to_one_thread();
    const inquest::Ranks ranks;
    const std::vector<std::string> words(argv + 1, argv + argc);
    inquest::own_rank() == 0 ? inquest::run_command_line(words) : inquest::serve(words);
    return 0;
  } catch (const inquest::Error& error) {
    return fail(error.kind(), error.what());
  } catch (const c10::Error& error) {
    return fail(ErrorKind::internal, inquest::concat("LibTorch: ", first_line(error.what_without_backtrace())));
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(ErrorKind::io, error.what());
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::internal, "out of memory; ask for fewer simulations or draws, or smaller networks");
  } catch (const std::exception& error) {
    return fail(ErrorKind::internal, error.what());
  }
}
