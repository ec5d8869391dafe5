#include "apps/run/journal_reporter.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

class Listener final : public Reporter {
 public:
  void info(std::string_view message) override { heard += message; }
  void warning(std::string_view message) override { heard += message; }
  void progress(const Progress& progress) override { heard += progress.task; }
  void metric(const Metric& metric) override { heard += metric.task; }
  bool stop_requested() const override { return true; }

  std::string heard;
};

}  // namespace

TEST_CASE("a journal keeps warnings and metrics on their way, and all is passed on") {
  const TemporaryDirectory folder;
  Journal journal(folder / "metrics.jsonl");
  Listener listener;
  JournalReporter reporter(listener, journal);
  reporter.info("a ");
  reporter.warning("b ");
  reporter.progress({.task = "c ", .detail = ""});
  reporter.metric({"d", {{"epoch", 1}}});
  CHECK(listener.heard == "a b c d");
  CHECK(reporter.stop_requested());
  CHECK(journal.warnings() == std::set<std::string>{"b "});
  CHECK(read_text(folder / "metrics.jsonl").ends_with("{\"task\":\"d\",\"epoch\":1.0}\n"));
}

}  // namespace inquest::testing
