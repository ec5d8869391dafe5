#include "core/base/quiet_reporter.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("quiet reporter: nothing is said, and the wish to stop comes through") {
  TrainingRecorder recorder(1);
  QuietReporter reporter(recorder);
  reporter.warning("few draws");
  reporter.metric({"lambda.npe.0", {}});
  CHECK(recorder.warnings().empty());
  CHECK(!reporter.stop_requested());
  recorder.metric({"lambda.npe.0", {}});
  CHECK(reporter.stop_requested());
}
