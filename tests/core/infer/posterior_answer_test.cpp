#include "core/infer/posterior_answer.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

ParameterSpace one_parameter() {
  return ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "run.yaml"));
}

/// Draws 0, 1, 2, ...
class Counting : public Density, public Drawable {
 public:
  const ParameterSpace& space() const override { return space_; }
  Draws sample(std::size_t count, Seed, Reporter&) const override {
    Draws draws{Matrix(count, 1), std::vector<double>(count), {}};
    for (std::size_t i = 0; i < count; ++i) draws.theta(i, 0) = static_cast<double>(i);
    return draws;
  }

 private:
  ParameterSpace space_ = one_parameter();
};

class Telling final : public Counting, public Answering {
 public:
  PosteriorAnswer full_answer(std::size_t count, Seed seed, Reporter& reporter) const override {
    PosteriorAnswer answer = answer_of(sample(count, seed, reporter), space());
    answer.doubts = {"few"};
    return answer;
  }
};

}  // namespace

TEST_CASE("posterior answer: draws with their summary, and more of a density that has more to say") {
  SilentReporter silent;
  const PosteriorAnswer plain = answer_of(Counting{}, 5, {1}, silent);
  CHECK(plain.summary.mean[0] == Approx(2));
  CHECK(plain.summary.draws == 5);
  CHECK(plain.draws.theta.rows() == 5);
  CHECK(plain.doubts.empty());
  const PosteriorAnswer more = answer_of(Telling{}, 5, {1}, silent);
  CHECK(more.summary.mean[0] == Approx(2));
  CHECK(more.doubts == std::vector<std::string>{"few"});
}
