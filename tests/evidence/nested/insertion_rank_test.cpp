#include "evidence/nested/insertion_rank.hpp"

#include "core/base/random.hpp"
#include "evidence/nested/nested_sampler.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/evidence_problems.hpp"

using namespace inquest;

namespace {

// p-values of slice sampling on the correlated normal with the given number of chords in whitened space.
InsertionRankTest test_of(double width, std::uint64_t seed) {
  SilentReporter silent;
  NestedOptions options{.engine = "slice", .live = 200, .bases = 1, .width = width};
  return test_insertion_ranks(sample_nested(testing::correlated_gauss(6).target(), options, Seed{seed}, silent));
}

}  // namespace

TEST_CASE("insertion ranks that are uniform pass", "[nested]") {
  NestedRun run;
  Random random(Seed{1});
  for (int i = 0; i < 5000; ++i) run.insertion.push_back(random.uniform());
  CHECK(test_insertion_ranks(run).p_value > 1e-3);
  CHECK(test_insertion_ranks(run).least_p_value > 1e-3);
}

TEST_CASE("insertion ranks fail for walks that hardly move, and pass for full ones", "[nested]") {
  // A bracket of a fiftieth of the live points' spread leaves new points where they started.
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CHECK(test_of(0.02, seed).p_value < 1e-6);
    CHECK(test_of(7, seed).p_value > 1e-4);
  }
}
