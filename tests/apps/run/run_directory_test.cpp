#include "apps/run/run_directory.hpp"

#include "apps/run/run.hpp"
#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Contains;

struct Fixture {
  TemporaryDirectory folder;
  std::filesystem::path out = folder / "out";

  Fixture() { write_small_run(folder.path()); }
  Run run(const std::vector<std::string>& settings = {}) const { return load_run(folder / "run.yaml", settings); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a run directory begins with the run file as given and resolved") {
  const RunDirectory directory = open_run_directory(out, run(), IfExists::refuse).directory;
  CHECK(directory.is_run());
  CHECK(read_text(directory.run_file()) == read_text(folder / "run.yaml"));
  CHECK(directory.estimators().file("a.npe") == out / "estimators" / "a.npe.h5");
}

TEST_CASE_METHOD(Fixture, "answers are kept where a change is of the report alone") {
  open_run_directory(out, run(), IfExists::refuse);
  std::filesystem::create_directories(out / "diagnostics");
  for (const char* file : {"results.json", "report.html", "diagnostics/predictive.h5"}) write_text(out / file, "");
  CHECK(open_run_directory(out, run({"truth={a: 0.5}"}), IfExists::resume).changes.size() == 1);
  CHECK(std::filesystem::exists(out / "results.json"));
  CHECK(std::filesystem::exists(out / "diagnostics/predictive.h5"));
  CHECK(!std::filesystem::exists(out / "report.html"));
  open_run_directory(out, run({"truth={a: 0.5}", "draws=600"}), IfExists::resume);
  CHECK(!std::filesystem::exists(out / "diagnostics"));
}

TEST_CASE_METHOD(Fixture, "an existing run directory is refused, resumed or replaced as asked") {
  open_run_directory(out, run(), IfExists::refuse);
  write_text(out / "results.json", "{}");
  write_text(out / "mine.txt", "notes");
  CHECK_THROWS_WITH(open_run_directory(out, run(), IfExists::refuse), Contains("--resume") && Contains("--force"));
  CHECK_NOTHROW(open_run_directory(out, run(), IfExists::resume));
  CHECK(std::filesystem::exists(out / "results.json"));
  CHECK_THROWS_WITH(open_run_directory(out, run({"seed=9"}), IfExists::resume), Contains("seed = 9 (was 3)"));
  CHECK_NOTHROW(open_run_directory(out, run({"seed=9"}), IfExists::replace));
  CHECK(!std::filesystem::exists(out / "results.json"));
  CHECK(std::filesystem::exists(out / "mine.txt"));
}

TEST_CASE_METHOD(Fixture, "a run that goes on with another run file says what is different, and drops its answers") {
  CHECK(open_run_directory(out, run(), IfExists::refuse).changes.empty());
  CHECK(open_run_directory(out, run(), IfExists::resume).changes.empty());
  std::filesystem::create_directories(out / "posteriors");
  for (const char* answer : {"results.json", "report.html", "posteriors/free.npe.txt"}) write_text(out / answer, "x");
  const auto changed =
      open_run_directory(out, run({"simulations.train=800", "observation=[1, 2, 3]"}), IfExists::resume);
  CHECK(changed.changes.size() == 2);
  CHECK(changed.changes.back() == "simulations.train = 800 (was 600)");
  for (const char* answer : {"results.json", "report.html", "posteriors"})
    CHECK(!std::filesystem::exists(out / answer));
  CHECK(open_run_directory(out, run({"simulations.train=800", "observation=[1, 2, 3]"}), IfExists::resume)
            .changes.empty());
}

TEST_CASE_METHOD(Fixture, "a folder of something else is never touched") {
  std::filesystem::create_directories(out);
  CHECK_NOTHROW(open_run_directory(out, run(), IfExists::refuse));  // empty: nothing to lose
  CHECK_THROWS_WITH(open_run_directory(folder.path(), run(), IfExists::replace), Contains("not a run directory"));
  CHECK_THROWS_WITH(open_run_directory(folder / "x.csv", run(), IfExists::replace), Contains("is a file"));
}

TEST_CASE_METHOD(Fixture, "what a kill leaves of a beginning is no obstacle") {
  std::filesystem::create_directories(out);
  write_text(out / "resolved.yaml.tmp-123", "name");
  CHECK(open_run_directory(out, run(), IfExists::refuse).directory.is_run());
  open_run_directory(out, run(), IfExists::resume);
  CHECK(!std::filesystem::exists(out / "resolved.yaml.tmp-123"));
}

TEST_CASE_METHOD(Fixture, "one process at a time works in a run directory") {
  const RunDirectory directory = open_run_directory(out, run(), IfExists::refuse).directory;
  const RunLock lock(directory);
  CHECK_THROWS_WITH(RunLock(directory), Contains("in use"));
}

}  // namespace inquest::testing
