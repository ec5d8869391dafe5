#include "evidence/nested/explore/insertion_rank.hpp"

#include <cmath>

#include "core/base/random.hpp"
#include "evidence/nested/explore/nested_sampler.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/evidence_problems.hpp"

using namespace inquest;

TEST_CASE("insertion ranks that are uniform pass", "[nested]") {
  NestedRun run;
  Random random(Seed{1});
  for (int i = 0; i < 5000; ++i) run.insertion.push_back(random.uniform());
  CHECK(test_insertion_ranks(run).p_value > 1e-3);
  CHECK(test_insertion_ranks(run).least_p_value > 1e-3);
}

TEST_CASE("insertion ranks that lean to one side fail, in the whole run or in one segment of it", "[nested]") {
  Random random(Seed{2});
  NestedRun leaning;
  for (int i = 0; i < 5000; ++i) leaning.insertion.push_back(std::pow(random.uniform(), 1.15));
  CHECK(test_insertion_ranks(leaning).p_value < 1e-4);
  NestedRun late;
  for (int i = 0; i < 5000; ++i) late.insertion.push_back(std::pow(random.uniform(), i < 4500 ? 1.0 : 1.6));
  CHECK(test_insertion_ranks(late).least_p_value < 1e-4);
}

TEST_CASE("insertion ranks of full walks are uniform", "[nested]") {
  SilentReporter silent;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const NestedOptions options{.engine = "slice", .live = 200};
    const NestedRun run = sample_nested(testing::correlated_gauss(6).target(), options, Seed{seed}, silent);
    CHECK(test_insertion_ranks(run).p_value > 1e-4);
  }
}
