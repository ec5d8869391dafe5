#include "core/data/blockwise_simulation.hpp"

#include <atomic>
#include <mutex>

#include "tests/core/data/toy_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// Wants to stop once so many rows are made.
class StoppingReporter final : public Reporter {
 public:
  std::atomic<std::size_t> made = 0;
  std::size_t stop_after = 1'000'000;

  void info(std::string_view) override {}
  void warning(std::string_view) override {}
  void progress(const Progress&) override {}
  void metric(const Metric&) override {}
  bool stop_requested() const override { return made >= stop_after; }
};

constexpr std::size_t rows = 700;

/// Fills the rows that `kept` lacks, and keeps what is saved there.
void fill(Simulations& kept, StoppingReporter& reporter, double save_seconds) {
  const Model model = toy_model("m", {.pause = std::chrono::microseconds(20)});
  Simulations all = make_simulations(rows, 2, 4);
  const std::size_t there = kept.status.size();
  copy_rows(kept, there, all, 0);
  const auto make = [&](std::size_t first, std::size_t count) {
    reporter.made += count;
    return draw_joint(model, {1}, first, count);
  };
  BlockwiseSimulation(reporter, save_seconds).fill(all, there, make, [&](std::size_t done) {
    kept = first_rows(all, done);
  });
}

Simulations expected() { return draw_joint(toy_model("m"), {1}, 0, rows); }

}  // namespace

TEST_CASE("blockwise simulation: rows are those of one call, made once") {
  StoppingReporter reporter;
  Simulations kept = make_simulations(0, 2, 4);
  fill(kept, reporter, 30);
  CHECK(same_bits(kept, expected()));
  CHECK(reporter.made == rows);
}

TEST_CASE("blockwise simulation: what is done is saved on a stop, and the rest is made later to the same bits") {
  StoppingReporter reporter;
  reporter.stop_after = 100;
  Simulations kept = make_simulations(0, 2, 4);
  CHECK(error_from([&] { fill(kept, reporter, 30); }).kind() == ErrorKind::interrupted);
  const std::size_t saved = kept.status.size();
  CHECK(saved > 0);
  CHECK(saved < rows);
  StoppingReporter again;
  fill(kept, again, 30);
  CHECK(same_bits(kept, expected()));
  CHECK(again.made == rows - saved);
}

TEST_CASE("blockwise simulation: an error costs what was made since the last save alone") {
  StoppingReporter reporter;
  const Model model = toy_model("m");
  Simulations all = make_simulations(rows, 2, 4);
  std::size_t saved = 0;
  const auto make = [&](std::size_t first, std::size_t count) {
    INQUEST_VALIDATE(first + count <= 300, data, "the power is gone");
    return draw_joint(model, {1}, first, count);
  };
  BlockwiseSimulation blocks(reporter, 0);  // saves after every block
  CHECK(error_from([&] { blocks.fill(all, 0, make, [&](std::size_t done) { saved = done; }); }).kind() ==
        ErrorKind::data);
  CHECK(saved > 0);
  CHECK(same_bits(first_rows(all, saved), draw_joint(model, {1}, 0, saved)));
}
