#include "core/diagnostics/overfitting.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

// Losses that fall from 3 to 1 as both curves of a training do, and turn after `turn` epochs by `slope` an epoch.
Matrix losses(std::size_t epochs, std::size_t turn, double slope) {
  Matrix curve(epochs, 4);
  for (std::size_t i = 0; i < epochs; ++i) {
    const double fallen = 1 + 2 * std::exp(-static_cast<double>(i));
    curve(i, 0) = static_cast<double>(i + 1);
    curve(i, 1) = fallen - 0.02 * static_cast<double>(i);
    curve(i, 2) = fallen + (i > turn ? slope * static_cast<double>(i - turn) : 0);
  }
  return curve;
}

}  // namespace

TEST_CASE("overfitting: a validation loss that turns up is named with its epoch and its size") {
  const auto found = overfitting(losses(20, 8, 0.05));
  REQUIRE(found);
  CHECK(found->best_epoch == 9);
  CHECK(found->last_epoch == 20);
  // The last three lie 9, 10 and 11 epochs after the turn; the loss had fallen by 2, all but exp(-8) of it.
  CHECK(found->lost_share == Approx(0.05 * 10 / 2).margin(2e-3));
  CHECK(found->in_words().find("after epoch 9 of 20, by 25% of what it had fallen") != std::string::npos);
}

TEST_CASE("overfitting: a loss that falls, wobbles, or rises with the training loss is none") {
  CHECK_FALSE(overfitting(losses(20, 30, 0)));
  CHECK_FALSE(overfitting(losses(20, 8, 0.01)));
  CHECK_FALSE(overfitting(losses(5, 2, 0.5)));
  Matrix diverging = losses(20, 8, 0.05);
  for (std::size_t i = 9; i < 20; ++i) diverging(i, 1) = 5;
  CHECK_FALSE(overfitting(diverging));
  Matrix infinite = losses(20, 8, 0.05);
  infinite(0, 2) = HUGE_VAL;
  CHECK_FALSE(overfitting(infinite));
}

TEST_CASE("overfitting: where the first epoch was the best, it turned at once") {
  Matrix curve(8, 4);
  for (std::size_t i = 0; i < 8; ++i) {
    const auto n = static_cast<double>(i);
    curve(i, 0) = n + 1;
    curve(i, 1) = 3 - 0.2 * n;
    curve(i, 2) = 3 + 0.1 * n;
  }
  const auto found = overfitting(curve);
  REQUIRE(found);
  CHECK(found->best_epoch == 1);
  CHECK(found->in_words().find("after epoch 1 of 8, by more than what it had fallen") != std::string::npos);
}

TEST_CASE("overfitting: of several networks the worst") {
  const auto worst =
      worst_overfitting({{"0", losses(20, 30, 0)}, {"1", losses(20, 8, 0.05)}, {"2", losses(20, 4, 0.05)}});
  REQUIRE(worst);
  CHECK(worst->best_epoch == Approx(5).margin(1));
  CHECK_FALSE(worst_overfitting({{"0", losses(20, 30, 0)}}));
}

}  // namespace inquest
