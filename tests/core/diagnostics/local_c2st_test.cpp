#include "core/diagnostics/local_c2st.hpp"

#include <cmath>

#include "core/base/quiet_reporter.hpp"
#include "core/diagnostics/uniformity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/known_posterior.hpp"
#include "tests/support/training_recorder.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

LocalC2st c2st_of(const PosteriorFault& fault, std::size_t rows, std::size_t draws, Seed seed, std::size_t redraws) {
  const KnownPosterior posterior(fault);
  const auto [theta, x] = KnownPosterior::simulate(rows, seed);
  TrainingRecorder recorder;
  const HeldOutDraws held_out = draw_held_out(posterior, theta, x, draws, seed.child("draws"), recorder);
  const ObservedDraws observed{posterior.draws_at_observation(500, seed.child("observed")),
                               {std::begin(known_observation), std::end(known_observation)}};
  return local_c2st(posterior.space(), held_out, x, observed, seed.child("c2st"), redraws);
}

}  // namespace

TEST_CASE("local C2ST: p-values of an exact posterior are uniform") {
  constexpr std::size_t repeats = 200;
  std::vector<double> p;
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    p.push_back(c2st_of({}, 60, 30, {repeat}, 199).p_value);
    CHECK(p.back() >= 1.0 / 200);
  }
  // Once in a thousand, and p-values are multiples of 1 / 200.
  CHECK(largest_deviation(p) < 1.95 / std::sqrt(repeats) + 0.005);
}

TEST_CASE("local C2ST: faults are found, and what is near the observation counts") {
  const auto found = [](const PosteriorFault& fault) { return c2st_of(fault, 1000, 100, {11}, 1999); };
  const LocalC2st right = found({});
  CHECK(right.rows == 1000);
  CHECK(right.draws == 500);
  CHECK(right.p_value > 1e-3);
  constexpr double least = 1.0 / 2000;
  CHECK(found({.name = "too narrow", .width = 0.8}).p_value == least);
  CHECK(found({.name = "too wide", .width = 1.6}).p_value == least);
  CHECK(found({.name = "shifted", .shift = 0.3}).p_value == least);
  CHECK(found({.name = "a mode is lost", .one_mode = true}).p_value == least);
  CHECK(found({.name = "no correlation", .independent = true}).p_value == least);
  CHECK(found({.name = "the prior", .forgets = true}).p_value == least);
  CHECK(found({.name = "narrow here", .width = 0.7, .near_only = true}).p_value == least);
}

TEST_CASE("local C2ST: the deviation is the log odds of a shift") {
  // Of true parameters that lie 0.3 sd higher in three parameters the log odds are 0.3 (u_1 + u_2 + u_3) for small
  // shifts: 0.52 root mean square, of which the prior of the process takes less than a tenth.
  CHECK(c2st_of({.name = "shifted", .shift = -0.3}, 1000, 100, {12}, 199).deviation() == Approx(0.52).margin(0.15));
}

TEST_CASE("local C2ST: numbers that are none are refused") {
  const KnownPosterior posterior;
  const auto [theta, x] = KnownPosterior::simulate(30, {1});
  TrainingRecorder recorder;
  const HeldOutDraws held_out = draw_held_out(posterior, theta, x, 20, {1}, recorder);
  const ObservedDraws observed{posterior.draws_at_observation(50, {2}), {0, NAN, 0}};
  CHECK(error_from([&, &all = x] { local_c2st(posterior.space(), held_out, all, observed, {3}); }).kind() ==
        ErrorKind::data);
}
