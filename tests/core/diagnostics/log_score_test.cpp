#include "core/diagnostics/log_score.hpp"

#include <cmath>
#include <limits>

#include "core/base/matrix_view.hpp"
#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

/// ln p(x | M) of x ~ N(M, 1), M = 0 or 1 by lot, with ln K = stretch (x - 1/2), which is exact for a stretch of one.
struct ShiftedNormals {
  std::vector<double> x;
  std::vector<std::size_t> labels;

  explicit ShiftedNormals(std::size_t rows) {
    Random random(Seed{1});
    for (std::size_t i = 0; i < rows; ++i) {
      labels.push_back(random.below(2));
      x.push_back(static_cast<double>(labels.back()) + random.normal());
    }
  }

  std::vector<double> losses(double stretch) const {
    Matrix log_evidence(x.size(), 2);
    for (std::size_t i = 0; i < x.size(); ++i) log_evidence(i, 1) = stretch * (x[i] - 0.5);
    return log_losses(log_evidence, labels);
  }
};

// The mean of ln(1 + exp(-ln K)) over model 1, by the trapezium rule.
double expected_loss() {
  const double step = 0.001;
  double sum = 0;
  for (double x = -9; x < 11; x += step)
    sum += step * std::exp(-0.5 * (x - 1) * (x - 1)) * std::log1p(std::exp(0.5 - x));
  return sum / std::sqrt(2 * M_PI);
}

}  // namespace

TEST_CASE("log score: a loss is minus the log of the probability, whatever the constant of the row") {
  Matrix log_evidence(3, 3);
  log_evidence(1, 0) = -1000;
  log_evidence(1, 1) = -1001;
  log_evidence(1, 2) = -std::numeric_limits<double>::infinity();
  log_evidence(2, 2) = 800;
  const auto losses = log_losses(log_evidence, {2, 1, 0});
  CHECK(losses[0] == Approx(std::log(3)));
  CHECK(losses[1] == Approx(1 + std::log1p(std::exp(-1))));
  CHECK(losses[2] == 800);
}

// Within four standard errors of the mean.
TEST_CASE("log score: of the exact ln K it is the one of quadrature", "[statistical]") {
  const auto losses = ShiftedNormals(20000).losses(1);
  CHECK(mean_of(losses) == Approx(expected_loss()).margin(4 * standard_deviation(losses) / std::sqrt(20000)));
}

TEST_CASE("log score: a route that flattens ln K loses more than the exact one, and is seen to") {
  const ShiftedNormals rows(4000);
  const auto scores = log_scores({rows.losses(0.3), rows.losses(1)});
  CHECK(scores[1].excess == 0);
  CHECK_FALSE(scores[1].is_worse());
  CHECK(scores[0].excess == Approx(scores[0].loss - scores[1].loss));
  CHECK(scores[0].is_worse());
  CHECK_FALSE(log_scores({rows.losses(0.97), rows.losses(1)})[0].is_worse());
  const std::vector<double> nearly(4000, 0.5009), least(4000, 0.5);
  CHECK_FALSE(log_scores({nearly, least})[0].is_worse());  // without noise, and so little that it does not matter
}

TEST_CASE("log score: a model that was ruled out and was true costs everything") {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto scores = log_scores({{0.5, infinity}, {0.5, 0.6}});
  CHECK(scores[0].is_worse());
  CHECK_FALSE(scores[1].is_worse());
  CHECK_FALSE(log_scores({{0.5, infinity}})[0].is_worse());
  for (const LogScore& score : log_scores({{0.5, infinity}, {0.4, infinity}})) CHECK_FALSE(score.is_worse());
}
