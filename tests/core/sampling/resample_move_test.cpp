#include "core/sampling/resample_move.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/sampling/importance_weights.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double proposal_sd = 4;

double log_normal(std::span<const double> z, double mean, double sd) {
  double sum = 0;
  for (const double value : z) sum += -0.5 * std::pow((value - mean) / sd, 2) - std::log(sd);
  return sum;
}

// 0.7 N(-2, 0.5^2) + 0.3 N(2, 0.5^2) in two dimensions.
void target(ConstMatrixView z, std::span<double> out) {
  for (std::size_t i = 0; i < z.rows(); ++i) {
    out[i] = std::log(0.7 * std::exp(log_normal(z.row(i), -2, 0.5)) + 0.3 * std::exp(log_normal(z.row(i), 2, 0.5)));
  }
}

struct Weighted {
  Matrix z;
  ImportanceWeights weights;
};

Weighted proposals(std::size_t count) {
  Weighted result{Matrix(count, 2), {}};
  Random random(Seed{1});
  random.normal(result.z.values());
  for (double& value : result.z.values()) value *= proposal_sd;
  std::vector<double> log_target(count), log_proposal(count);
  target(result.z, log_target);
  for (std::size_t i = 0; i < count; ++i) log_proposal[i] = log_normal(result.z.row(i), 0, proposal_sd);
  result.weights = importance_weights(log_target, log_proposal);
  return result;
}

}  // namespace

TEST_CASE("resample-move: draws follow the target, and hardly any two are alike") {
  constexpr std::size_t count = 4000;
  const auto [z, weights] = proposals(20000);
  REQUIRE(weights.effective_size > 400);
  const MovedDraws moved = resample_move(target, z, weights.weights, count, {2});
  std::set<double> distinct;
  double left = 0, mean = 0, square = 0;
  for (std::size_t i = 0; i < count; ++i) {
    distinct.insert(moved.z(i, 0));
    const bool in_left = moved.z(i, 0) < 0;
    left += in_left ? 1.0 / count : 0;
    const double within = moved.z(i, 0) - (in_left ? -2 : 2);
    mean += within / count;
    square += within * within / count;
  }
  // Four standard errors by the effective size of what was resampled: the moves can only renew it.
  const double n = weights.effective_size;
  CHECK(std::abs(left - 0.7) < 4 * std::sqrt(0.21 / n));
  CHECK(std::abs(mean) < 4 * 0.5 / std::sqrt(n));
  CHECK(std::abs(square - 0.25) < 4 * 0.25 * std::sqrt(2 / n));
  CHECK(static_cast<double>(distinct.size()) > 0.99 * count);
  std::vector<double> again(count);
  target(moved.z, again);
  CHECK(again == moved.log_density);
}

TEST_CASE("resample-move: odd and small numbers of draws, and the same seed twice") {
  const auto [z, weights] = proposals(2000);
  const std::size_t count = GENERATE(1, 3, 7);
  const MovedDraws moved = resample_move(target, z, weights.weights, count, {3});
  CHECK(moved.z.rows() == count);
  CHECK(moved.log_density.size() == count);
  CHECK(moved.z == resample_move(target, z, weights.weights, count, {3}).z);
}
