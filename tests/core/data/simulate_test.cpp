#include "core/data/simulate.hpp"

#include <algorithm>
#include <csignal>
#include <functional>
#include <limits>
#include <mutex>

#include <sys/wait.h>
#include <unistd.h>

#include "core/base/parallel.hpp"
#include "core/base/reporter.hpp"
#include "core/files/h5.hpp"
#include "tests/core/data/toy_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t shard = SimulationStore::shard_rows;

/// Keeps what it is told, and asks to stop once `stop_after` rows are done.
class RecordingReporter final : public Reporter {
 public:
  std::int64_t stop_after = std::numeric_limits<std::int64_t>::max();
  std::vector<std::string> warnings;
  Progress last;

  void info(std::string_view) override {}
  void warning(std::string_view message) override { warnings.emplace_back(message); }
  void progress(const Progress& progress) override {
    const std::lock_guard lock(mutex_);
    if (progress.done > last.done) last = progress;
  }
  void metric(const Metric&) override {}
  bool stop_requested() const override {
    const std::lock_guard lock(mutex_);
    return last.done >= stop_after;
  }

 private:
  mutable std::mutex mutex_;
};

ModelSet one(const ToyOptions& options = {}) { return ModelSet({toy_model("m", options)}); }

void simulate(const ModelSet& models, const std::filesystem::path& folder, std::size_t rows, Reporter& reporter,
              Seed seed = {1}) {
  SimulationStore store(folder);
  simulate_missing(models, store, seed, {.rows = rows}, reporter);
}

void simulate(const ModelSet& models, const std::filesystem::path& folder, std::size_t rows, Seed seed = {1}) {
  SilentReporter reporter;
  simulate(models, folder, rows, reporter, seed);
}

Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::internal, "nothing was thrown"};
}

bool holds_rows(const std::filesystem::path& folder, const Model& model, std::size_t rows) {
  return same_bits(SimulationStore(folder).read(model.name, 0, rows), draw_joint(model, {1}, 0, rows));
}

}  // namespace

TEST_CASE("simulate fills a store with the rows that draw_joint gives") {
  const TemporaryDirectory folder;
  const ModelSet models({toy_model("m"), toy_model("n")});
  RecordingReporter reporter;
  simulate(models, folder.path(), shard + 300, reporter);
  for (const Model& model : models.models()) CHECK(holds_rows(folder.path(), model, shard + 300));
  CHECK(H5File::open(folder / "simulations.h5").shape("n/theta") == std::vector<std::size_t>{shard + 300, 2});
  CHECK(reporter.last.done == shard + 300);
  CHECK(reporter.last.total == shard + 300);
  CHECK_THAT(reporter.last.detail, Contains("rows/s"));
  CHECK(reporter.warnings.empty());
}

TEST_CASE("simulate gives the same bits for any number of threads") {
  const TemporaryDirectory folder;
  const int before = threads();
  for (const int count : {1, 3}) {
    set_threads(count);
    simulate(one(), folder / std::to_string(count), 2500);
  }
  set_threads(before);
  const auto read = [&](const char* name) { return SimulationStore(folder / name).read("m", 0, 2500); };
  CHECK(same_bits(read("1"), read("3")));
}

TEST_CASE("simulate makes only what is missing") {
  const TemporaryDirectory folder;
  simulate(one(), folder.path(), 700);
  const ModelSet again = one();
  simulate(again, folder.path(), 700);
  CHECK(toy_simulator(again[0]).rows_made() == 4);  // to see that nothing changed
  simulate(again, folder.path(), 500);
  CHECK(toy_simulator(again[0]).rows_made() == 8);
  CHECK(SimulationStore(folder.path()).rows("m") == 700);
  simulate(again, folder.path(), shard + 5);
  CHECK(toy_simulator(again[0]).rows_made() == 12 + shard + 5 - 700);
  CHECK(holds_rows(folder.path(), again[0], shard + 5));
}

TEST_CASE("simulate makes a deleted shard anew") {
  const TemporaryDirectory folder;
  simulate(one(), folder.path(), 2 * shard + 10);
  std::filesystem::remove(folder / "simulations" / "m" / "000001.h5");
  simulate(one(), folder.path(), 2 * shard + 10);
  CHECK(holds_rows(folder.path(), one()[0], 2 * shard + 10));
}

TEST_CASE("simulate saves what is done when the user stops, and goes on from there") {
  const TemporaryDirectory folder;
  const ModelSet models = one({.pause = std::chrono::microseconds(50)});
  RecordingReporter reporter;
  reporter.stop_after = 300;
  CHECK(error_of([&] { simulate(models, folder.path(), 5000, reporter); }).kind() == ErrorKind::interrupted);
  const std::size_t saved = SimulationStore(folder.path()).rows("m");
  CHECK(saved > 0);
  CHECK(saved < 5000);
  simulate(one(), folder.path(), 5000);
  CHECK(holds_rows(folder.path(), models[0], 5000));
}

TEST_CASE("simulate warns of failed rows and keeps them") {
  const TemporaryDirectory folder;
  const ModelSet models = one({.failing_share = 0.05});
  for (int run = 0; run < 2; ++run) {
    RecordingReporter reporter;
    simulate(models, folder.path(), 1000, reporter);
    const auto status = SimulationStore(folder.path()).status("m");
    const auto failed = std::ranges::count(status, SimulationStatus::failed);
    REQUIRE(reporter.warnings.size() == 1);
    CHECK_THAT(reporter.warnings[0], Contains(concat(failed, " of 1000 simulations of 'm' failed")));
  }
}

TEST_CASE("simulate stops where too many rows fail, with the simulator's words") {
  const TemporaryDirectory folder;
  const ModelSet models = one({.failing_share = 0.5, .pause = std::chrono::microseconds(1)});
  const Error error = error_of([&] { simulate(models, folder.path(), 3 * shard); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("simulations of 'm' failed") && Contains("the toy broke"));
  CHECK(toy_simulator(models[0]).rows_made() <= shard);
  CHECK(error_of([&] { simulate(models, folder.path(), 50); }).kind() == ErrorKind::data);
}

TEST_CASE("simulate gives a simulator up that never succeeds, over all batches, and has nothing of it on disk") {
  const TemporaryDirectory folder;
  set_threads(1);
  const ModelSet models = one({.failing_share = 1});
  CHECK_THROWS_WITH(simulate(models, folder.path(), 1000),
                    Contains("no simulation of 'm' ever succeeded, and 5 rows failed one after the other") &&
                        Contains("the toy broke") && Contains("--resume"));
  CHECK(toy_simulator(models[0]).rows_made() == 5);
  set_threads(available_threads());
  simulate(one(), folder.path(), 20);
  CHECK(SimulationStore(folder.path()).rows("m") == 20);
}

TEST_CASE("simulate tells of failures on the way, and warns of batches that fail as a whole") {
  const TemporaryDirectory folder;
  RecordingReporter reporter;
  simulate(one({.failing_share = 0.04, .batch_failure = "failed with 8 rows at once"}), folder.path(), 2000, reporter);
  CHECK_THAT(reporter.last.detail, Contains(" failed"));
  REQUIRE(reporter.warnings.size() == 2);
  CHECK(reporter.warnings.front() == "the simulator of 'm', failed with 8 rows at once");
}

TEST_CASE("simulate refuses rows of which any, not the first alone, comes out differently") {
  const TemporaryDirectory folder;
  simulate(one(), folder.path(), 40);
  const double last = SimulationStore(folder.path()).read("m", 39, 1).theta(0, 0);
  CHECK_THROWS_WITH(simulate(one({.offset = 1, .offset_at = last}), folder.path(), 50),
                    Contains("row 39 comes out differently"));
}

TEST_CASE("simulate refuses rows that were made with something else") {
  const TemporaryDirectory folder;
  simulate(one(), folder.path(), 100);
  const auto refusal = [&](const ModelSet& models, Seed seed = {1}) {
    const Error error = error_of([&] { simulate(models, folder.path(), 100, seed); });
    CHECK(error.kind() == ErrorKind::config);
    CHECK_THAT(error.what(), Contains("--force"));
    return std::string(error.what());
  };
  CHECK_THAT(refusal(one(), {2}), Contains("on disk seed: '1', now seed: '2'"));
  CHECK_THAT(refusal(one({.version = "2"})), Contains("version"));
  CHECK_THAT(refusal(one({.width = 2})), Contains("prior"));
  CHECK_THAT(refusal(one({.offset = 1e-9})), Contains("options or data files"));
}

TEST_CASE("simulate warns of a simulator that does not follow its seeds") {
  const TemporaryDirectory folder;
  RecordingReporter reporter;
  const ModelSet models = one({.ignores_seeds = true});
  simulate(models, folder.path(), 100, reporter);
  simulate(models, folder.path(), 100, reporter);
  REQUIRE(reporter.warnings.size() == 1);
  CHECK_THAT(reporter.warnings[0], Contains("does not follow its seeds"));
}

TEST_CASE("simulation_fingerprint tells numbers from labels") {
  Model model = toy_model("m");
  const std::string fingerprint = simulation_fingerprint(model, {1});
  std::vector<Parameter> parameters = model.space.parameters();
  parameters[0].latex = "\\alpha";
  parameters[0].unit = "km";
  parameters[0].speed = 20;
  model.space = ParameterSpace(parameters);
  CHECK(simulation_fingerprint(model, {1}) == fingerprint);
  parameters[1].prior = Prior::normal(0, 1.0000000001);
  model.space = ParameterSpace(parameters);
  CHECK(simulation_fingerprint(model, {1}) != fingerprint);
}

TEST_CASE("simulate survives a kill: shards are whole, and it goes on to the same bits", "[fault]") {
  const TemporaryDirectory folder;
  const std::size_t rows = 12 * shard + 50;
  const ModelSet models = one();
  const SimulationStore store(folder.path());
  for (const int microseconds : {0, 500, 3000, 10000, 20000}) {
    const std::size_t before = store.rows("m");
    const pid_t child = fork();
    if (child == 0) {
      set_threads(1);
      simulate(one(), folder.path(), rows);
      std::_Exit(0);
    }
    while (store.rows("m") == before) std::this_thread::yield();  // then it is at work on the shard after
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK(holds_rows(folder.path(), models[0], store.rows("m")));
  }
  simulate(models, folder.path(), rows);
  CHECK(holds_rows(folder.path(), models[0], rows));
}
