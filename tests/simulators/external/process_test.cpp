#include "simulators/external/process.hpp"

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class Shell {
 public:
  ProcessResult run(const std::string& script, double timeout = 20) const {
    return run_process({.arguments = {"/bin/sh", "-c", script},
                        .directory = folder.path(),
                        .output = folder / "output",
                        .timeout = timeout});
  }
  std::string output() const { return content(folder / "output"); }

  testing::TemporaryDirectory folder;
};

TEST_CASE("process: how it ended, where it ran and what it said", "[process]") {
  const Shell shell;
  const ProcessResult result = shell.run("pwd; echo wrong >&2; exit 3");
  CHECK(result.end == ProcessEnd::exited);
  CHECK(result.code == 3);
  CHECK(shell.output() == std::filesystem::canonical(shell.folder.path()).string() + "\nwrong\n");
  CHECK(shell.run("kill -SEGV $$").end == ProcessEnd::killed_by_signal);
  CHECK(shell.run("kill -SEGV $$").code == SIGSEGV);
  CHECK(shell.run("read line || exit 4").code == 4);  // nothing stands on its input
}

TEST_CASE("process: arguments reach the program as they are, without a shell", "[process]") {
  const testing::TemporaryDirectory folder;
  run_process({.arguments = {"/bin/echo", "a  b", "$HOME", "*", "; exit 1"},
               .directory = folder.path(),
               .output = folder / "output",
               .timeout = 20});
  CHECK(content(folder / "output") == "a  b $HOME * ; exit 1\n");
}

TEST_CASE("process: variables reach the program beside those of this process, and before them", "[process]") {
  const testing::TemporaryDirectory folder;
  setenv("INQUEST_TEST", "outer", 1);
  run_process({.arguments = {"/bin/sh", "-c", "echo $INQUEST_TEST $INQUEST_OTHER ${PATH:+path}"},
               .directory = folder.path(),
               .output = folder / "output",
               .timeout = 20,
               .environment = {"INQUEST_TEST=inner", "INQUEST_OTHER=a,b"}});
  unsetenv("INQUEST_TEST");
  CHECK(content(folder / "output") == "inner a,b path\n");
}

TEST_CASE("process: the time limit also ends what the program started", "[process]") {
  const Shell shell;
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult result = shell.run("(sleep 1; touch survivor) & sleep 30", 0.2);
  CHECK(result.end == ProcessEnd::timed_out);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(1300));
  CHECK_FALSE(std::filesystem::exists(shell.folder / "survivor"));
}

TEST_CASE("process: programs that cannot be started", "[process]") {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "script") << "#!/no/such/interpreter\n";
  std::filesystem::permissions(folder / "script", std::filesystem::perms::owner_all);
  try {
    run_process({.arguments = {(folder / "script").string()},
                 .directory = folder.path(),
                 .output = folder / "output",
                 .timeout = 20});
    FAIL("it started");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::io);
    CHECK_THAT(error.what(), Catch::Contains("script") && Catch::Contains("interpreter"));
  }
}

TEST_CASE("process: programs are found by path or by name", "[process]") {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "data") << "";
  std::ofstream(folder / "program") << "#!/bin/sh\n";
  std::filesystem::permissions(folder / "program", std::filesystem::perms::owner_all);
  CHECK(find_program("./program", folder.path()).has_value());
  CHECK(find_program((folder / "program").string(), "/").has_value());
  CHECK_FALSE(find_program("./data", folder.path()));
  CHECK_FALSE(find_program("./", folder.path()));
  CHECK_FALSE(find_program("program", folder.path()));
  CHECK(find_program("sh", folder.path()).has_value());
  CHECK_FALSE(find_program("", folder.path()));
}

}  // namespace
}  // namespace inquest
