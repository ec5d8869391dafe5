#include "tests/support/process.hpp"

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void redirect(const std::filesystem::path& path, int descriptor) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, descriptor);
  ::close(file);
}

void limit_file_size(std::size_t bytes) {
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

[[noreturn]] void become(const std::vector<std::string>& words, const ProcessOptions& options,
                         const std::filesystem::path& output) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  redirect(output / "out", STDOUT_FILENO);
  redirect(output / "err", STDERR_FILENO);
  if (options.file_size_limit) limit_file_size(*options.file_size_limit);
  if (::chdir(options.folder.c_str()) == 0) ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int wait_for(pid_t child, const ProcessOptions& options) {
  const auto end = std::chrono::steady_clock::now() + options.time_limit;
  bool sent = false;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (!sent && options.until && options.until()) {
      ::kill(child, options.signal);
      sent = true;
    }
    if (std::chrono::steady_clock::now() > end) ::kill(child, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& words, const ProcessOptions& options) {
  const TemporaryDirectory output;
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("a process cannot be started");
  if (child == 0) become(words, options, output.path());
  ProcessResult result;
  result.status = wait_for(child, options);
  result.out = content_of(output / "out");
  result.err = content_of(output / "err");
  return result;
}

}  // namespace inquest::testing
