#include "apps/stages/predictive.hpp"

#include <atomic>

#include "core/files/h5.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

/// Hears how many rows there are, and wants to stop at some number of them.
class RowReporter final : public Reporter {
 public:
  std::atomic<std::int64_t> first = 0, done = 0, stop_at = 1'000'000;

  void info(std::string_view) override {}
  void warning(std::string_view) override {}
  void progress(const Progress& progress) override {
    std::int64_t none = 0;
    first.compare_exchange_strong(none, progress.done);
    done = progress.done;
  }
  void metric(const Metric&) override {}
  bool stop_requested() const override { return done >= stop_at; }
};

class Sitting {
 public:
  Sitting(const TemporaryDirectory& folder, const std::string& output)
      : run_(load_run(folder / "run.yaml")),
        directory_(open_run_directory(folder / output, run_, IfExists::resume).directory),
        journal_(directory_.metrics()) {}

  /// Of 300 draws, of which 200 are simulated.
  Predictions predictions(RowReporter& reporter) {
    const RunContext context{run_, directory_, SimulationStore(directory_.path()), journal_, reporter};
    const Model& model = run_.models[0];
    Matrix draws(300, model.space.dimension());
    Random random(Seed{5});
    for (double& value : draws.values()) value = 0.5 * random.uniform();
    return *predictions_of(context, model, "npe", draws);
  }

  std::size_t rows_on_disk() const {
    const std::string stem = directory_.diagnostics(run_.models[0].name + ".npe").string();
    return H5File::open(stem + "_predictive.h5").read<std::int8_t>("status").values.size();
  }

 private:
  Run run_;
  RunDirectory directory_;
  Journal journal_;
};

}  // namespace

TEST_CASE("predictive: simulations of a sitting that was stopped are kept, and the next one makes the rest") {
  const TemporaryDirectory folder;
  write_small_run(folder.path());
  RowReporter quiet;
  const Predictions whole = Sitting(folder, "whole").predictions(quiet);
  CHECK(whole.x.rows() == 200);
  CHECK(quiet.done == 200);

  RowReporter stopping;
  stopping.stop_at = 30;
  CHECK(error_from([&] { Sitting(folder, "out").predictions(stopping); }).kind() == ErrorKind::interrupted);
  const std::size_t there = Sitting(folder, "out").rows_on_disk();
  CHECK(there > 0);
  CHECK(there < 200);

  RowReporter resumed;
  const Predictions rest = Sitting(folder, "out").predictions(resumed);
  CHECK(resumed.first > static_cast<std::int64_t>(there));
  CHECK(rest.theta == whole.theta);
  CHECK(rest.x == whole.x);
  CHECK(Sitting(folder, "out").rows_on_disk() == 200);

  RowReporter again;
  CHECK(Sitting(folder, "out").predictions(again).x == whole.x);
  CHECK(again.done == 0);
}

}  // namespace inquest::testing
