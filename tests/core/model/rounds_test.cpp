// Rows of simulations that are made in rounds, and what is learned from them.
#include <algorithm>

#include "core/base/reporter.hpp"
#include "core/data/dataset.hpp"
#include "core/data/simulate.hpp"
#include "core/data/simulation_rows.hpp"
#include "core/parameters/truncation.hpp"
#include "tests/core/data/toy_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// Three rounds of 100 rows; parameter a, N(0, 1), is in [-1, 1] and then in [0, 0.5].
Model in_rounds() {
  Model model = toy_model("m", {});
  const ParameterSpace whole = model.space;
  const ParameterSpace second = truncated(whole, {-1, whole.lower(1)}, {1, whole.upper(1)});
  const ParameterSpace third = truncated(second, {0, whole.lower(1)}, {0.5, whole.upper(1)});
  model.rounds = {{0, whole}, {100, second}, {200, third}};
  model.round_plan = "3 of 300 rows";
  model.space = third;
  return model;
}

}  // namespace

TEST_CASE("rounds: each row is drawn from the part of its round, wherever a block begins") {
  const Model model = in_rounds();
  const Simulations all = draw_joint(model, {1}, 0, 300);
  for (std::size_t i = 100; i < 300; ++i) CHECK(std::abs(all.theta(i, 0)) <= 1);
  for (std::size_t i = 200; i < 300; ++i) CHECK((all.theta(i, 0) >= 0 && all.theta(i, 0) <= 0.5));
  CHECK(std::ranges::any_of(all.theta.view().rows(0, 100).values(), [](double value) { return value > 1; }));
  const Simulations some = draw_joint(model, {1}, 90, 150);
  CHECK(std::ranges::equal(some.theta.values(), all.theta.view().rows(90, 150).values()));
  CHECK(std::ranges::equal(some.x.values(), all.x.view().rows(90, 150).values()));
  Model first = toy_model("m", {});
  const Simulations whole = draw_joint(first, {1}, 0, 100);
  CHECK(std::ranges::equal(whole.x.values(), all.x.view().rows(0, 100).values()));
}

TEST_CASE("rounds: rows of every round inside the last part are learned from, and no others") {
  const TemporaryDirectory folder;
  const Model model = in_rounds();
  SimulationStore store(folder.path());
  SilentReporter reporter;
  simulate_missing(ModelSet({model}), store, {1}, {.rows = 300, .failure_tolerance = 0}, reporter);
  const JointData data = read_joint(store, model, {{3}, 260, 40, 0.1});
  const Simulations all = store.read("m", 0, 300);
  std::size_t inside = 0;
  for (std::size_t i = 0; i < 300; ++i) inside += model.space.contains(all.theta.row(i)) ? 1 : 0;
  CHECK(inside > 110);
  CHECK(data.theta.rows() == inside);
  CHECK(data.x.rows() == inside);
  std::size_t used = 0;
  for (const auto* rows : {&data.split.train, &data.split.validation, &data.split.test}) {
    used += rows->size();
    for (const std::size_t row : *rows) CHECK(model.space.contains(data.theta.row(row)));
  }
  CHECK(used == inside);
  std::vector<std::size_t> every(300);
  for (std::size_t i = 0; i < 300; ++i) every[i] = i;
  CHECK(count_rows(store, model, every) == inside);
  CHECK(read_rows(store, model, every, 300).rows.size() == inside);
}

TEST_CASE("rounds: the fingerprint of simulations is that of their plan, whatever part the last one is") {
  Model model = in_rounds();
  const std::string all = simulation_fingerprint(model, {1});
  model.rounds.pop_back();
  model.space = model.rounds.back().space;
  CHECK(simulation_fingerprint(model, {1}) == all);
  model.round_plan = "3 of 400 rows";
  CHECK(simulation_fingerprint(model, {1}) != all);
}
