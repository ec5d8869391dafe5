#include "apps/commands/terminal_reporter.hpp"

#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {

TEST_CASE("a bar shows count, pace and detail as far as they fit") {
  const Progress progress{"train", 5, 10, "networks", "a.npe.0"};
  CHECK(line_text(progress, "2 s left") == "train: 5/10 networks, 2 s left, a.npe.0");
  CHECK(bar_text(progress, "", 200) == "[==========          ] train: 5/10 networks, a.npe.0");
  CHECK(bar_text(progress, "", 30).size() == 29);
  CHECK(line_text({"train", 41, 100, "%", "b"}, "9 s left") == "train: 41%, 9 s left, b");
  CHECK(line_text({"simulate", 7, 0, "rows", ""}, "") == "simulate: 7 rows");
}

TEST_CASE("in a pipe there is no bar, and what is quick has no line") {
  std::ostringstream out, err;
  TerminalReporter reporter({.out = &out, .err = &err, .seconds_between_lines = 1000});
  for (int i = 0; i <= 100; ++i) reporter.progress({"simulate", i, 100, "rows", ""});
  reporter.info("a message");
  reporter.warning("mind this");
  CHECK(out.str() == "a message\n");
  CHECK(err.str() == "inquest: warning: mind this\n");
}

TEST_CASE("messages and warnings reach the log of the run") {
  const TemporaryDirectory folder;
  std::ostringstream out, err;
  {
    TerminalReporter reporter({.out = &out, .err = &err, .terminal = true, .quiet = true}, folder / "log.txt");
    reporter.info("a message");
    reporter.warning("mind this");
    reporter.progress({"simulate", 1, 2, "rows", ""});
    CHECK(!reporter.stop_requested());
  }
  CHECK(out.str().empty());
  CHECK(read_text(folder / "log.txt").find("a message\n") != std::string::npos);
  CHECK(read_text(folder / "log.txt").find("warning: mind this\n") != std::string::npos);
}

}  // namespace inquest::testing
