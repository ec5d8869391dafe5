#include "core/diagnostics/information.hpp"

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/known_posterior.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("information: of normal posteriors it is the logarithm of their shrinking") {
  const KnownPosterior posterior;
  const auto [theta, x] = KnownPosterior::simulate(4000, {3});
  TrainingRecorder recorder;
  const Information found = information(posterior.space(), draw_held_out(posterior, theta, x, 250, {4}, recorder));
  // Of parameters 1 and 2: -ln sd, with the inverse of [[9, 4], [4, 5]] as their covariance.
  const double exact[] = {-0.5 * std::log(5.0 / 29), -0.5 * std::log(9.0 / 29)};
  for (std::size_t j = 0; j < 2; ++j) {
    const Measured& of_parameter = found.parameters[1 + j];
    CHECK(of_parameter.value == Approx(exact[j]).margin(4 * of_parameter.error + 0.01));
  }
  REQUIRE(found.joint);
  const double of_pair = 0.5 * std::log(29.0);
  CHECK(found.joint->value == Approx(found.parameters[0].value + of_pair).margin(4 * found.joint->error + 0.02));
}

TEST_CASE("information: nothing is told of a parameter that the data do not know") {
  const KnownPosterior posterior({.forgets = true});
  const auto [theta, x] = KnownPosterior::simulate(2000, {5});
  TrainingRecorder recorder;
  const Information found = information(posterior.space(), draw_held_out(posterior, theta, x, 250, {6}, recorder));
  for (const Measured& of_parameter : found.parameters) CHECK(std::abs(of_parameter.value) < 0.02);
  CHECK(std::abs(found.joint->value) < 1e-9);
}
