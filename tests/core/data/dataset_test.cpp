#include "core/data/dataset.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/reporter.hpp"
#include "core/data/simulate.hpp"
#include "tests/core/data/toy_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

constexpr SplitPlan plan{{3}, 200, 40, 0.1};

JointData simulate_and_read(const std::filesystem::path& folder, const ToyOptions& options) {
  const ModelSet models({toy_model("m", options)});
  SimulationStore store(folder);
  SilentReporter reporter;
  simulate_missing(models, store, {1}, {.rows = plan.rows(), .failure_tolerance = 1}, reporter);
  return read_joint(store, models.models().front(), plan);
}

}  // namespace

TEST_CASE("dataset: rows of the store with the split of the plan") {
  const TemporaryDirectory folder;
  const JointData data = simulate_and_read(folder.path(), {});
  CHECK(data.theta.rows() == 240);
  CHECK(data.x.cols() == 4);
  const Split expected = split_rows(plan.seed, "m", 240, 40, 0.1);
  CHECK(data.split.train == expected.train);
  CHECK(data.split.validation == expected.validation);
  CHECK(data.split.test == expected.test);
  const Simulations stored = SimulationStore(folder.path()).read("m", 0, 240);
  CHECK(data.theta == stored.theta);
  CHECK(std::ranges::equal(data.x.view().values(), stored.x.values()));
}

TEST_CASE("dataset: failed simulations have no role, the others keep theirs") {
  const TemporaryDirectory folder;
  const JointData data = simulate_and_read(folder.path(), {.failing_share = 0.2});
  const auto status = SimulationStore(folder.path()).status("m");
  const Split whole = split_rows(plan.seed, "m", 240, 40, 0.1);
  for (const auto role : {&Split::train, &Split::validation, &Split::test}) {
    std::vector<std::size_t> expected = whole.*role;
    std::erase_if(expected, [&](std::size_t row) { return status[row] != SimulationStatus::ok; });
    CHECK(data.split.*role == expected);
  }
  CHECK(data.split.train.size() < whole.train.size());
}

TEST_CASE("dataset: no rows to train on are an error with the model's name") {
  const TemporaryDirectory folder;
  const Error error = error_from([&] { simulate_and_read(folder.path(), {.failing_share = 1}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("model m: 0 rows to train on and 0 to validate with"));
}

TEST_CASE("dataset: rows drawn from a proposal follow the prior again") {
  const TemporaryDirectory folder;
  Model model = toy_model("m", {});
  model.space = ParameterSpace::parse(ConfigNode::parse(
      "{a: {prior: {uniform: [0, 1]}, proposal: {beta: [1.5, 1]}}, b: {prior: {uniform: [0, 1]}}}", "run.yaml"));
  const ModelSet models({model});
  SimulationStore store(folder.path());
  SilentReporter reporter;
  const SplitPlan large{{3}, 4000, 400, 0.1};
  simulate_missing(models, store, {1}, {.rows = large.rows(), .failure_tolerance = 1}, reporter);
  const JointData data = read_joint(store, models.models().front(), large);

  // q = 1.5 sqrt(a): the weights have mean 1 and mean square 4/3.
  CHECK(data.effective_share == Approx(0.75).margin(0.05));

  double mean = 0;
  double drawn = 0;
  const auto n = static_cast<double>(data.split.train.size());
  for (const std::size_t row : data.split.train) mean += data.theta(row, 0) / n;
  for (std::size_t i = 0; i < 4400; ++i) drawn += data.theta(i, 0) / 4400;
  CHECK(std::abs(drawn - 0.6) < 0.02);
  // Five standard errors of a flat variable, by the effective number of rows.
  CHECK(std::abs(mean - 0.5) < 5 * std::sqrt(1.0 / 12 / (n * data.effective_share)));
}

TEST_CASE("dataset: rows of one simulation are told apart from others, and stay together") {
  const TemporaryDirectory folder;
  Model model = toy_model("m", {});
  model.bundle.rows_per_theta = 4;
  const ModelSet models({model});
  SimulationStore store(folder.path());
  SilentReporter reporter;
  simulate_missing(models, store, {1}, {.rows = plan.rows(), .failure_tolerance = 1}, reporter);
  const JointData data = read_joint(store, model, plan);
  CHECK(data.split.train == split_rows(plan.seed, "m", 240, 40, 0.1, 4).train);
  CHECK(data.simulation_of(7) == 1);

  std::vector<std::size_t> first;
  for (std::size_t i = 0; i < data.split.train.size(); i += 4) first.push_back(data.split.train[i]);
  CHECK(independent_rows(data, data.split.train) == first);
  CHECK(independent_rows(data, {0, 0, 1, 4, 5, 5}) == std::vector<std::size_t>{0, 0, 4});

  const JointData thin = thinned(data, 4, 4);  // of 45 simulations 12
  REQUIRE(thin.split.train.size() == 48);
  for (const std::size_t row : thin.split.train) CHECK(thin.simulation_of(row) == thin.simulation_of(row / 4 * 4));
  CHECK(independent_rows(thin, thin.split.train).size() == 12);
}

TEST_CASE("dataset: every fourth row that trains or validates is kept, and no test row") {
  const TemporaryDirectory folder;
  const JointData data = simulate_and_read(folder.path(), {.failing_share = 0.2});
  const JointData thin = thinned(data, 4, 4);
  const auto size = [](const auto& list) { return (list.size() + 3) / 4; };
  REQUIRE(thin.split.train.size() == size(data.split.train));
  REQUIRE(thin.split.validation.size() == size(data.split.validation));
  CHECK(thin.split.test.empty());
  CHECK(thin.theta.rows() == thin.split.train.size() + thin.split.validation.size());
  for (const auto role : {&Split::train, &Split::validation}) {
    for (std::size_t i = 0; i < (thin.split.*role).size(); ++i) {
      const std::size_t row = (thin.split.*role)[i], of = (data.split.*role)[4 * i];
      CHECK(std::ranges::equal(thin.theta.row(row), data.theta.row(of)));
      CHECK(std::ranges::equal(thin.x.row(row), data.x.row(of)));
    }
  }
}

TEST_CASE("dataset: copies of a row are kept or left out together") {
  JointData data{Matrix(6, 1), LargeMatrix(6, 2), {}};
  for (std::size_t i = 0; i < 6; ++i) data.theta(i, 0) = data.x(i, 1) = static_cast<double>(i);
  data.split = {{0, 0, 1, 2, 2, 2, 3}, {4, 4, 5}, {}};
  data.effective_share = 0.5;
  const JointData thin = thinned(data, 2, 2);
  CHECK(thin.split.train == std::vector<std::size_t>{0, 0, 1, 1, 1});
  CHECK(thin.split.validation == std::vector<std::size_t>{2, 2});
  CHECK(thin.theta.values() == std::vector<double>{0, 2, 4});
  CHECK(thin.x(2, 1) == 4);
  CHECK(thin.effective_share == 0.5);
  CHECK(thinned(data, 2, 1).split.validation == std::vector<std::size_t>{2, 2, 3});
}
