#include "apps/run/journal.hpp"

#include "core/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {

TEST_CASE("a journal sums times and keeps warnings over all sittings") {
  const TemporaryDirectory folder;
  const auto path = folder / "metrics.jsonl";
  {
    Journal journal(path);
    journal.add_stage("train", 1.5);
    journal.add_estimator("a.npe", 0.5);
    journal.add_sharing("a.auto.npe", "a.npe");
    journal.begin_stage("train");
    journal.add_warning("b");
    journal.begin_stage("infer");
    journal.add_warning("told again by every sitting");
  }
  write_text(path, read_text(path) + "{\"stage\": \"train\", \"sec\n");  // cut short by a kill
  Journal journal(path);
  journal.add_stage("train", 2);
  journal.add_warning("b");
  journal.add_warning("a");
  journal.add_metric({"a.npe.0", {{"epoch", 1}, {"train_loss", -0.5}}});
  CHECK(journal.stage_seconds("train") == 3.5);
  CHECK(journal.estimator_seconds("a.npe") == 0.5);
  CHECK(journal.stage_seconds("infer") == 0);
  CHECK(journal.estimator_seconds("a.auto.npe") == 0.5);
  CHECK(journal.warnings() == std::set<std::string>{"a", "b"});
  CHECK(read_text(path).ends_with("{\"task\":\"a.npe.0\",\"epoch\":1.0,\"train_loss\":-0.5}\n"));
}

TEST_CASE("a journal forgets the time and the warnings of an estimator that is trained anew, and no others") {
  const TemporaryDirectory folder;
  {
    Journal journal(folder / "metrics.jsonl");
    journal.begin_stage("train");
    for (const char* name : {"a.npe", "a.auto.npe"}) {
      journal.add_estimator(name, 2);
      journal.add_plan(name, "before");
      journal.add_warning(concat("training ", name, ".0: steps were skipped"));
    }
    journal.forget("a.npe");
    journal.add_plan("a.npe", "now");
  }
  const Journal journal(folder / "metrics.jsonl");
  CHECK(journal.estimator_seconds("a.npe") == 0);
  CHECK(journal.estimator_seconds("a.auto.npe") == 2);
  CHECK(journal.plan("a.npe") == "now");
  CHECK(journal.plan("a.auto.npe") == "before");
  CHECK(journal.plan("b.npe").empty());
  CHECK(journal.warnings() == std::set<std::string>{"training a.auto.npe.0: steps were skipped"});
}

}  // namespace inquest::testing
