#include "core/diagnostics/held_out_draws.hpp"

#include <cmath>

#include "core/diagnostics/calibration.hpp"
#include "core/sampling/convergence.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

/// theta ~ N(0, 1) and x = theta + e: the posterior is N(x / 2, 1 / 2). One chain draws from it, of which each step has
/// a correlation with the one before it, and says what it is worth or not.
class Chain final : public Density, public Drawable {
 public:
  Chain(const ParameterSpace& space, double x, double correlation, bool tells)
      : space_(space), x_(x), correlation_(correlation), tells_(tells) {}

  using Drawable::sample;
  const ParameterSpace& space() const override { return space_; }

  Draws sample(std::size_t count, Seed seed, Reporter&) const override {
    Random random(seed);
    Draws draws{Matrix(count, 1), std::vector<double>(count), {}};
    double z = random.normal();
    for (std::size_t k = 0; k < count; ++k) {
      draws.theta(k, 0) = x_ / 2 + std::sqrt(0.5) * z;
      z = correlation_ * z + std::sqrt(1 - correlation_ * correlation_) * random.normal();
    }
    if (!tells_) return draws;
    draws.effective_size = std::min(static_cast<double>(count), worst_convergence(draws.theta, 1).bulk_ess);
    return draws;
  }

 private:
  const ParameterSpace& space_;
  double x_, correlation_;
  bool tells_;
};

class ChainPosterior final : public Posterior {
 public:
  ChainPosterior(double correlation, bool tells) : correlation_(correlation), tells_(tells) {}
  const ParameterSpace& space() const override { return space_; }
  std::size_t data_size() const override { return 1; }
  bool several_observations() const override { return false; }
  PosteriorCost cost() const override { return PosteriorCost::chains; }
  std::unique_ptr<Density> at(std::span<const double> x) const override {
    // The second kind of data is far from the others, and its chain does not move.
    return std::make_unique<Chain>(space_, x[0], x[0] > 50 ? 0.9999 : correlation_, tells_);
  }

 private:
  ParameterSpace space_ = ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "run.yaml"));
  double correlation_;
  bool tells_;
};

HeldOutDraws held_out(const Posterior& posterior, std::size_t rows, double extra, Seed seed) {
  Random random(seed);
  Matrix theta(rows, 1), x(rows, 1);
  random.normal(theta.values());
  for (std::size_t i = 0; i < rows; ++i) x(i, 0) = theta(i, 0) + random.normal();
  x(0, 0) += extra;
  TrainingRecorder recorder;
  return draw_held_out(posterior, theta, x, 1000, seed.child("draws"), recorder);
}

}  // namespace

TEST_CASE("held-out draws: chains are thinned to what they are worth, and their ranks are uniform") {
  const ChainPosterior posterior(0.9, true);
  const HeldOutDraws thinned = held_out(posterior, 2000, 0, {1});
  // 1000 (1 - 0.9) / (1 + 0.9) = 53 in each row, estimated with some scatter; the fewest of 2000 rows.
  CHECK(thinned.draws >= 20);
  CHECK(thinned.draws <= 53);
  CHECK(thinned.theta_draws.rows() == thinned.size() * thinned.draws);
  CHECK(calibrate(posterior.space(), thinned, Matrix(thinned.size(), 1), {2}).parameters[0].p_value > 1e-3);

  const ChainPosterior silent(0.9, false);  // as if its draws were independent
  // A share of draws has a variance of 1 / 4 / 53, so that the truth is too often among the first or the last of them.
  const HeldOutDraws whole = held_out(silent, 2000, 0, {1});
  CHECK(whole.draws == 1000);
  CHECK(calibrate(posterior.space(), whole, Matrix(whole.size(), 1), {2}).parameters[0].p_value < 1e-3);
}

TEST_CASE("held-out draws: a row whose chain does not move is left out and told") {
  const HeldOutDraws found = held_out(ChainPosterior(0.5, true), 30, 100, {3});
  CHECK(found.size() == 29);
  REQUIRE(found.left_out.size() == 1);
  CHECK_THAT(found.left_out[0], Contains("row 1: its 1000 draws are worth"));
}
