#include "core/base/named_reporter.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("named reporter: messages begin with the name, and the wish to stop comes through") {
  TrainingRecorder recorder(1);
  NamedReporter reporter("lambda.npe", recorder);
  reporter.warning("few draws");
  CHECK(recorder.warnings() == std::vector<std::string>{"lambda.npe: few draws"});
  CHECK(!reporter.stop_requested());
  reporter.metric({"lambda.npe.0", {}});
  CHECK(reporter.stop_requested());
}
