#include "evidence/nested/explore/walk_plan.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

ParameterSpace space_of(const std::vector<double>& speeds) {
  std::vector<Parameter> parameters;
  for (const double speed : speeds) {
    Parameter& parameter = parameters.emplace_back();
    parameter.name = concat("p", parameters.size());
    parameter.prior = Prior::normal(0, 1);
    parameter.speed = speed;
  }
  return ParameterSpace(parameters);
}

}  // namespace

TEST_CASE("parameters of one speed walk together", "[nested]") {
  const WalkPlan plan = plan_walk(space_of(std::vector<double>(20, 3.0)), 0);
  CHECK(plan.blocks.size() == 1);
  CHECK(plan.legs.size() == 1);
  CHECK(plan.chords() == 40);
  CHECK(plan.cost() == Approx(40));
  CHECK(plan_walk(space_of({1, 1}), 0).chords() == 10);
  CHECK(plan_walk(space_of({1, 1}), 3).chords() == 6);
}

TEST_CASE("blocks go from slow to fast and take as long as the slowest", "[nested]") {
  const WalkPlan plan = plan_walk(space_of({6, 1, 60, 1, 6, 1}), 2);
  CHECK(plan.order == std::vector<std::size_t>{1, 3, 5, 0, 4, 2});
  REQUIRE(plan.blocks.size() == 3);
  CHECK(plan.blocks[1].first == 3);
  CHECK(plan.blocks[2].size == 1);
  REQUIRE(plan.legs.size() == 6);
  // 3 slow chords take 3; a basis of two takes 1/3 and would go 9 times, one of one 180 times: both stop at 4.
  CHECK(plan.legs[4].bases == 4);
  CHECK(plan.legs[4].begin == 4);
  CHECK(plan.chords() == 2 * (3 + 4 * 2 + 4 * 1));
  CHECK(plan.cost() == Approx(2 * (3 + 8.0 / 6 + 4.0 / 60)));

  const WalkPlan close = plan_walk(space_of({1, 1, 1, 2, 2, 2}), 1);
  CHECK(close.legs[1].bases == 2);
  CHECK(close.cost() == Approx(6));
}

TEST_CASE("a large block that is hardly faster has no fewer bases than at one speed", "[nested]") {
  std::vector<double> speeds(100, 2.0);
  std::fill_n(speeds.begin(), 10, 1.0);
  // 100 parameters of one speed have four bases, ten have two.
  const WalkPlan plan = plan_walk(space_of(speeds), 0);
  CHECK(plan.chords() == 2 * 10 + 4 * 90);
  CHECK(plan_walk(space_of(speeds), 2).chords() == 2 * 100);
}
