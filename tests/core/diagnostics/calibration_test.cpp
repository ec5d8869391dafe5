#include "core/diagnostics/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/quiet_reporter.hpp"
#include "core/diagnostics/nearest_references.hpp"
#include "core/diagnostics/uniformity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/known_posterior.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

Calibration calibration_of(const PosteriorFault& fault, std::size_t rows, std::size_t draws, Seed seed) {
  const KnownPosterior posterior(fault);
  const auto [theta, x] = KnownPosterior::simulate(rows, seed);
  const auto [pool_theta, pool_x] = KnownPosterior::simulate(1000, seed.child("pool"));
  TrainingRecorder recorder;
  const HeldOutDraws held_out = draw_held_out(posterior, theta, x, draws, seed.child("draws"), recorder);
  return calibrate(posterior.space(), held_out, nearest_references(x, pool_x, pool_theta), seed);
}

// Of uniform p-values one in a thousand is below it.
constexpr double unlikely = 1e-3;

}  // namespace

TEST_CASE("calibration: an exact posterior passes, and each p-value is uniform") {
  constexpr std::size_t repeats = 50;
  std::vector<std::vector<double>> p(5);
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    const Calibration found = calibration_of({}, 60, 30, {repeat});
    p[0].push_back(found.parameters[0].p_value);
    p[1].push_back(found.parameters_p);
    p[2].push_back(found.coverage->p_value);
    p[3].push_back(found.tarp.p_value);
    p[4].push_back(found.pairs_p);
  }
  for (const std::vector<double>& of_test : p) CHECK(largest_deviation(of_test) < 1.95 / std::sqrt(repeats));
}

TEST_CASE("calibration: each fault is found by the test that looks for it") {
  const auto found = [](const PosteriorFault& fault) { return calibration_of(fault, 1000, 100, {11}); };
  CHECK(found({.name = "too narrow", .width = 0.8}).parameters_p <= unlikely);
  CHECK(found({.name = "too wide", .width = 1.2}).coverage->p_value < unlikely);
  CHECK(found({.name = "shifted", .shift = 0.3}).parameters_p <= unlikely);
  CHECK(found({.name = "a mode is lost", .one_mode = true}).coverage->p_value < unlikely);
  CHECK(found({.name = "no correlation", .independent = true}).pairs_p <= unlikely);
  CHECK(found({.name = "the prior", .forgets = true}).tarp.p_value < unlikely);
}

TEST_CASE("calibration: ranks tell by how much posteriors are too narrow or off") {
  const Calibration narrow = calibration_of({.name = "too narrow", .width = 0.8}, 1000, 100, {12});
  CHECK(narrow.scales[1].width == Approx(1 / 0.8).epsilon(0.09));  // 4 standard errors, 1 / sqrt(2 n) each
  const Calibration shifted = calibration_of({.name = "shifted", .shift = 0.3}, 1000, 100, {13});
  CHECK(shifted.scales[1].shift == Approx(-0.3).margin(0.127));  // 4 standard errors
}

TEST_CASE("calibration: regions of highest density hold the truth as often as they say") {
  const Calibration found = calibration_of({}, 1000, 100, {14});
  const std::vector<double> shares = observed_coverage(*found.coverage, {0.1, 0.5, 0.9});
  CHECK(shares[1] == Approx(0.5).margin(4 * std::sqrt(0.25 / 1000)));
  CHECK(shares[2] == Approx(0.9).margin(4 * std::sqrt(0.09 / 1000)));
}

TEST_CASE("calibration: rows without an answer are left out and told") {
  const KnownPosterior posterior;
  auto [theta, x] = KnownPosterior::simulate(20, {1});
  x(3, 1) = NAN;
  TrainingRecorder recorder;
  const HeldOutDraws held_out = draw_held_out(posterior, theta, x, 10, {1}, recorder);
  CHECK(held_out.size() == 19);
  REQUIRE(held_out.left_out.size() == 1);
  CHECK_THAT(held_out.left_out[0], Contains("row 4"));
  CHECK(held_out.rows[3] == 4);
}
