#include "simulators/external/scratch_folder.hpp"

#include <csignal>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

namespace fs = std::filesystem;

struct Fixture {
  TemporaryDirectory folder;

  Fixture() { setenv("TMPDIR", folder.path().c_str(), 1); }
  ~Fixture() { unsetenv("TMPDIR"); }

  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()));
  }

  /// A process that makes a folder and ends without a word, or stays until it is killed.
  pid_t other(bool stays) const {
    const pid_t child = ::fork();
    if (child != 0) return child;
    const ScratchFolder scratch;
    scratch.write("theta.npy", "numbers");
    if (stays) ::sleep(60);
    ::_exit(0);
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "scratch folders are apart, and leave nothing", "[external]") {
  {
    const ScratchFolder one, two;
    one.write("a", "1");
    two.write("a", "2");
    CHECK(read_file(one / "a") == "1");
    CHECK(entries() == 1);
  }
  CHECK(entries() == 0);
}

TEST_CASE_METHOD(Fixture, "what a killed process left is removed, and what a living one uses is not",
                 "[external][fault]") {
  ::waitpid(other(false), nullptr, 0);
  CHECK(entries() == 1);
  remove_abandoned_folders(folder.path());
  CHECK(entries() == 0);
  const pid_t living = other(true);
  for (int i = 0; i < 10000 && entries() < 1; ++i) ::usleep(1000);
  ::usleep(100000);  // until it is locked
  fs::create_directories(folder / "inquest-of-somebody-else");
  remove_abandoned_folders(folder.path());
  CHECK(entries() == 2);
  ::kill(living, SIGKILL);
  ::waitpid(living, nullptr, 0);
  remove_abandoned_folders(folder.path());
  CHECK(entries() == 1);
}

TEST_CASE_METHOD(Fixture, "a temporary folder that is not there is named with its variable", "[external]") {
  for (const char* value : {"/nonexistent/folder", ""}) {
    setenv("TMPDIR", value, 1);
    const Error error = error_from([] { const ScratchFolder scratch; });
    CHECK(error.kind() == ErrorKind::io);
    CHECK(std::string(error.what()).starts_with(concat("TMPDIR = '", value, "' (is no folder")));
  }
}

}  // namespace inquest::testing
