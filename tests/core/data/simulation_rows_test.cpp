#include "core/data/simulation_rows.hpp"

#include <cmath>

#include "core/base/reporter.hpp"
#include "core/base/statistics.hpp"
#include "core/data/simulate.hpp"
#include "tests/core/data/toy_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

constexpr std::size_t part = SimulationStore::shard_rows;

SimulationStore simulated(const std::filesystem::path& folder, const Model& model, std::size_t rows) {
  SimulationStore store(folder);
  SilentReporter reporter;
  simulate_missing(ModelSet({model}), store, {1}, {.rows = rows, .failure_tolerance = 1}, reporter);
  return store;
}

}  // namespace

TEST_CASE("simulation rows: those that were asked for, from every shard, without failed ones") {
  const TemporaryDirectory folder;
  const Model model = toy_model("m", {.failing_share = 0.2});
  const SimulationStore store = simulated(folder.path(), model, part + 50);
  const auto status = store.status("m");
  const std::vector<std::size_t> asked = {0, 1, 2, 3, 7, part - 1, part, part + 9, part + 40};
  std::vector<std::size_t> expected = asked;
  std::erase_if(expected, [&](std::size_t row) { return status[row] != SimulationStatus::ok; });
  const SimulationRows found = read_rows(store, model, asked, 100);
  CHECK(found.rows == expected);
  CHECK(found.theta.rows() == expected.size());
  const Simulations last = store.read("m", found.rows.back(), 1);
  CHECK(std::ranges::equal(found.x.row(expected.size() - 1), last.x.values()));
  CHECK(read_rows(store, model, asked, 2).rows == std::vector<std::size_t>(expected.begin(), expected.begin() + 2));
}

TEST_CASE("simulation rows: those of a proposal follow the prior once they are chosen by lot") {
  const TemporaryDirectory folder;
  Model model = toy_model("m", {});
  SimulationRows rows{{}, Matrix(20000, 2), Matrix(20000, 4)};
  Random random(Seed{3});
  for (std::size_t i = 0; i < 20000; ++i) {
    rows.rows.push_back(i);
    rows.theta(i, 0) = 1.5 * random.normal();
  }
  model.space = ParameterSpace::parse(ConfigNode::parse(
      "{a: {prior: {normal: [0, 1]}, proposal: {normal: [0, 1.5]}}, b: {prior: {normal: [0, 1]}}}", "run.yaml"));
  const SimulationRows kept = follow_prior(model, rows, {4});
  // A share of 1 / 1.5 stays.
  CHECK(static_cast<double>(kept.rows.size()) == Approx(20000 / 1.5).epsilon(0.03));
  std::vector<double> a;
  for (std::size_t i = 0; i < kept.rows.size(); ++i) a.push_back(kept.theta(i, 0));
  CHECK(standard_deviation(a) == Approx(1).epsilon(0.025));  // 4 standard errors
  CHECK(kept.theta(5, 0) == rows.theta(kept.rows[5], 0));
}
