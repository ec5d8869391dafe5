#include "core/diagnostics/local_calibration.hpp"

#include <cmath>

#include "core/diagnostics/uniformity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/known_posterior.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// Simulations from draws of the posterior, faulty or not, at one observation.
LocalCalibration calibration_of(const PosteriorFault& fault, std::size_t rows, Seed seed) {
  const KnownPosterior posterior(fault);
  const double observation[] = {0.7, 0.4, -0.5};
  const Seed seeds[] = {seed.child("draws")};
  const Matrix theta = posterior.at_each({observation, 1, 3})->sample(rows, seeds).theta;
  return local_calibration(posterior, observation, theta, KnownPosterior::simulate_at(theta, seed.child("data")), 1000,
                           seed.child("local"));
}

}  // namespace

TEST_CASE("local calibration: p-values of a right posterior are uniform") {
  constexpr std::size_t repeats = 60;
  std::vector<std::vector<double>> p(3);
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    const LocalCalibration found = calibration_of({}, 100, {repeat});
    for (std::size_t j = 0; j < 3; ++j) p[j].push_back(found.parameters[j].p_value);
  }
  for (const std::vector<double>& of_parameter : p) {
    CHECK(largest_deviation(of_parameter) < 1.95 / std::sqrt(repeats));  // once in a thousand
  }
}

TEST_CASE("local calibration: posteriors that are too narrow or shifted near the observation are found") {
  CHECK(calibration_of({}, 400, {1}).effective_draws > 200);
  const LocalCalibration narrow = calibration_of({.name = "narrow", .width = 0.7}, 400, {2});
  CHECK(std::min(narrow.parameters[1].p_value, narrow.parameters[2].p_value) < 1e-3);
  CHECK(narrow.scales[1].width > 1.1);
}
