#include "core/files/home_path.hpp"

#include <cstdlib>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

namespace inquest {
namespace {

TEST_CASE("home path: the home folder is put in, and nothing else is guessed") {
  const std::string home = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
  setenv("HOME", "/tmp/ada", 1);
  CHECK(home_path("~/x.csv") == "/tmp/ada/x.csv");
  CHECK(home_path("$HOME/data/x.csv") == "/tmp/ada/data/x.csv");
  CHECK(home_path("${HOME}/x.csv") == "/tmp/ada/x.csv");
  CHECK(home_path("~") == "/tmp/ada");
  for (const char* other : {"x.csv", "a/~/x.csv", "a~b", "$x", "$x = 1; print $x/2", "", "/~/x", "-c"}) {
    CHECK(home_path(other) == other);
  }
  for (const char* unknown : {"$SCRATCH/x.csv", "${SCRATCH}/x.csv", "~grace/x.csv"}) {
    const Error error = testing::error_from([&] { home_path(unknown); });
    CHECK(error.kind() == ErrorKind::config);
    CHECK_THAT(error.what(), Catch::Contains("no shell reads it"));
  }
  CHECK(in_home("~/x.csv") == "/tmp/ada/x.csv");
  CHECK(in_home("$SIMDIR/run.sh \"$@\"") == "$SIMDIR/run.sh \"$@\"");  // bash reads it
  unsetenv("HOME");
  CHECK_THAT(testing::error_from([] { home_path("~/x.csv"); }).what(), Catch::Contains("HOME is not set"));
  setenv("HOME", home.c_str(), 1);
}

}  // namespace
}  // namespace inquest
