#include "simulators/external/worker.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto time_to_leave = std::chrono::seconds(1);
constexpr std::size_t shown_characters = 80;
constexpr const char* the_rule =
    " (must print done, once a request, and nothing else) print the rest on standard error";

// Whether there is something to read, or an end, before the deadline.
bool wait_for_output(int file, Clock::time_point deadline) {
  pollfd waiting{file, POLLIN, 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const int ready = poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 1000)));
    if (ready > 0) return true;
    if (left <= 0 && (ready == 0 || errno != EINTR)) return false;
  }
}

}  // namespace

Worker::Worker(std::vector<std::string> arguments, const std::filesystem::path& directory,
               const std::filesystem::path& error_file, std::vector<std::string> environment) {
  int sockets[2], pipe[2];  // a socket, since to write to a pipe that nobody reads is a signal
  INQUEST_VALIDATE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0, io, "no socket can be made");
  input_ = Descriptor(sockets[0]);
  const Descriptor its_input(sockets[1]);
  INQUEST_VALIDATE(pipe2(pipe, O_CLOEXEC) == 0, io, "no pipe can be made");
  output_ = Descriptor(pipe[0]);
  const Descriptor its_output(pipe[1]);
  const Descriptor its_error = open_descriptor(error_file, O_WRONLY | O_CREAT | O_APPEND);
  child_ = start_process(std::move(arguments), directory, {its_input.number(), its_output.number(), its_error.number()},
                         std::move(environment));
}

Worker::~Worker() {
  if (child_ == 0) return;
  input_.close();
  wait_for_process(child_, Clock::now() + time_to_leave);
  end_process(child_);
}

Worker::Answer Worker::ask(const std::string& line, double timeout) {
  const auto limit = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(timeout));
  const auto deadline = Clock::now() + limit;
  const std::string text = line + "\n";
  const bool unasked = wait_for_output(output_.number(), Clock::now());  // or it has ended
  const bool asked = !unasked && send(input_.number(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
                                     static_cast<ssize_t>(text.size());
  // What reads no line may have said why.
  const bool speaks = asked || wait_for_output(output_.number(), Clock::now() + time_to_leave);
  Answer answer = speaks ? read_answer(deadline) : why_it_is_silent();
  if (unasked && answer.problem.empty()) answer.problem = concat("printed 'done' before it was asked", the_rule);
  if (answer.end == ProcessEnd::timed_out) answer.problem = concat("ran longer than ", timeout, " s");
  if (!answer.problem.empty() && child_ != 0) {
    end_process(child_);
    child_ = 0;
  }
  return answer;
}

Worker::Answer Worker::read_answer(Clock::time_point deadline) {
  std::string text;
  while (!text.ends_with('\n') && text.size() < shown_characters) {
    if (!wait_for_output(output_.number(), deadline)) return {.end = ProcessEnd::timed_out};
    char buffer[shown_characters];
    const ssize_t count = read(output_.number(), buffer, sizeof buffer);
    if (count <= 0) return why_it_is_silent();
    text.append(buffer, static_cast<std::size_t>(count));
  }
  if (text == "done\n") return {};
  return {.problem = concat("printed '", text.substr(0, std::min(text.find('\n'), shown_characters)), "'", the_rule)};
}

// It has closed its output or its input: as a rule by ending.
Worker::Answer Worker::why_it_is_silent() {
  const bool ended = wait_for_process(child_, Clock::now() + time_to_leave);
  const ProcessResult result = end_process(child_);
  child_ = 0;
  if (!ended) return {.problem = "closed its standard input or output (must keep both open, to the end of its input)"};
  if (result.end == ProcessEnd::exited && result.code == 0) {
    return {.problem = "left (must answer lines until its input ends)"};
  }
  return {.end = result.end, .problem = describe(result)};
}

std::string describe(const ProcessResult& result) {
  if (result.end == ProcessEnd::killed_by_signal) return concat("was ended by signal ", result.code);
  return result.code == 0 ? "" : concat("ended with exit status ", result.code);
}

}  // namespace inquest
