#include "simulators/external/worker.hpp"

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct Shell {
  testing::TemporaryDirectory folder;
  Worker worker;

  explicit Shell(const std::string& script) : worker({"/bin/sh", "-c", script}, folder.path(), folder / "error") {}
  std::string problem(const std::string& line = "x", double timeout = 20) { return worker.ask(line, timeout).problem; }
};

}  // namespace

TEST_CASE("worker: one start answers many lines, in its folder, and leaves at the end of its input") {
  const testing::TemporaryDirectory folder;
  {
    Worker worker({"/bin/sh", "-c", "while read a b; do echo $b $a >>said; echo said >&2; echo done; done; touch left"},
                  folder.path(), folder / "error");
    for (const char* line : {"1 2", "3 4", "5 6"}) CHECK(worker.ask(line, 20).problem == "");
  }
  CHECK(content(folder / "said") == "2 1\n4 3\n6 5\n");
  CHECK(content(folder / "error") == "said\nsaid\nsaid\n");
  CHECK(std::filesystem::exists(folder / "left"));
}

TEST_CASE("worker: how it fails is told") {
  CHECK(Shell("read a; exit 3").problem() == "ended with exit status 3");
  CHECK(Shell("exit 3").problem() == "ended with exit status 3");
  CHECK_THAT(Shell("read a; exit 0").problem(), Contains("left (must answer"));
  CHECK(Shell("read a; kill -SEGV $$").problem() == "was ended by signal 11");
  CHECK_THAT(Shell("read a; exec >&-; sleep 30").problem(), Contains("closed its standard input or output"));
  CHECK_THAT(Shell("exec <&-; echo hello; sleep 30").problem(), Contains("printed 'hello' (must print done"));
  CHECK_THAT(Shell("exec <&-; sleep 0.3; echo hello; sleep 30").problem(),
             Contains("printed 'hello' (must print done"));
  CHECK_THAT(Shell("exec <&-; sleep 30").problem("x", 2),
             Contains("ran longer than 2 s") || Contains("closed its standard"));
  CHECK_THAT(Shell("read a; echo; echo done").problem(), Contains("printed '' (must print done"));
  CHECK_THAT(Shell("read a; while :; do printf 1234567890; done").problem(), Contains("printed '12345678901234"));
  CHECK_THAT(Shell("read a; printf 'done\\ndone\\n'; sleep 30").problem(), Contains("printed 'done' (must print done"));
}

TEST_CASE("worker: an answer that comes unasked is not taken for the next one") {
  Shell shell("read a; echo done; sleep 0.1; echo done; read b; sleep 30");
  CHECK(shell.problem() == "");
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  CHECK_THAT(shell.problem(), Contains("printed 'done' before it was asked"));
}

TEST_CASE("worker: each request has the time limit, which ends what it has started too") {
  Shell shell("read a; sleep 0.3; echo done; read b; (sleep 1; touch survivor) & sleep 30");
  CHECK(shell.problem() == "");
  const auto start = std::chrono::steady_clock::now();
  const Worker::Answer answer = shell.worker.ask("x", 0.4);
  CHECK(answer.end == ProcessEnd::timed_out);
  CHECK(answer.problem == "ran longer than 0.4 s");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  CHECK_FALSE(std::filesystem::exists(shell.folder / "survivor"));
}

TEST_CASE("worker: nothing that it started outlives it, even if it does not leave") {
  const testing::TemporaryDirectory folder;
  {
    Worker worker({"/bin/sh", "-c", "(sleep 3; touch survivor) & read a; echo done; sleep 30"}, folder.path(),
                  folder / "error");
    CHECK(worker.ask("x", 20).problem == "");
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(3200));
  CHECK_FALSE(std::filesystem::exists(folder / "survivor"));
}

TEST_CASE("worker: a program that is not there is an error") {
  const testing::TemporaryDirectory folder;
  const Error error =
      testing::error_from([&] { Worker({(folder / "none").string()}, folder.path(), folder / "error"); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK_THAT(error.what(), Contains("cannot be started"));
}
