#include "core/infer/posterior.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

const ParameterSpace& one_parameter() {
  static const ParameterSpace space =
      ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "run.yaml"));
  return space;
}

// A draw is x + the seed's number; a negative x is warned of.
class Shifted final : public Density, public Drawable {
 public:
  explicit Shifted(double x) : x_(x) {}
  using Drawable::sample;
  const ParameterSpace& space() const override { return one_parameter(); }
  Draws sample(std::size_t count, Seed seed, Reporter& reporter) const override {
    if (x_ < 0) reporter.warning("x is negative");
    return {Matrix(count, 1, x_ + static_cast<double>(seed.value % 1000)), std::vector<double>(count, x_), {}};
  }

 private:
  double x_;
};

class ShiftedPosterior : public Posterior {
 public:
  const ParameterSpace& space() const override { return one_parameter(); }
  std::size_t data_size() const override { return 1; }
  std::unique_ptr<Density> at(std::span<const double> x) const override { return std::make_unique<Shifted>(x[0]); }
  bool several_observations() const override { return false; }
  PosteriorCost cost() const override { return PosteriorCost::chains; }
};

class Batch final : public DensityBatch {
 public:
  std::size_t size() const override { return 2; }
  Draws sample(std::size_t count, std::span<const Seed> seeds) const override {
    Draws draws{Matrix(2 * count, 1), std::vector<double>(2 * count), {}};
    for (std::size_t i = 0; i < 2 * count; ++i) draws.theta(i, 0) = static_cast<double>(seeds[i / count].value % 1000);
    return draws;
  }
  void log_prob(ConstMatrixView, std::span<double>) const override {}
};

class AtOncePosterior final : public ShiftedPosterior, public AmortisedPosterior {
 public:
  std::unique_ptr<DensityBatch> at_each(ConstMatrixView) const override { return std::make_unique<Batch>(); }
};

}  // namespace

TEST_CASE("posterior: one that is not amortised is asked row by row, each row by its own seed") {
  const ShiftedPosterior posterior;
  CHECK(amortised(posterior) == nullptr);
  Matrix x(2, 1);
  x.values() = {5, -7};
  TrainingRecorder recorder;
  const Draws draws = sample_each(posterior, x, 3, {11}, recorder);
  for (std::size_t i = 0; i < 6; ++i) {
    const std::size_t row = i / 3;
    CHECK(draws.theta(i, 0) == x(row, 0) + static_cast<double>(Seed{11}.child(row).value % 1000));
    CHECK(draws.log_prob[i] == x(row, 0));
  }
  REQUIRE(recorder.warnings().size() == 1);
  CHECK(recorder.warnings().front() == "row 2: x is negative");
}

TEST_CASE("posterior: one that is amortised is asked at once, with the seeds of the rows") {
  const AtOncePosterior posterior;
  CHECK(amortised(posterior) != nullptr);
  SilentReporter silent;
  const Draws draws = sample_each(posterior, Matrix(2, 1), 2, {11}, silent);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(draws.theta(i, 0) == static_cast<double>(Seed{11}.child(i / 2).value % 1000));
  }
}

TEST_CASE("posterior: rows of another length are an error") {
  SilentReporter silent;
  const Error error = error_from([&] { sample_each(ShiftedPosterior(), Matrix(2, 3), 1, {1}, silent); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("observations of length 3 (the estimator takes data of length 1)"));
}
