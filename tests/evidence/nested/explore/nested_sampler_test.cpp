#include "evidence/nested/explore/nested_sampler.hpp"

#include <cmath>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "evidence/nested/explore/insertion_rank.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/evidence_problems.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

NestedRun run_of(const EvidenceTarget& target, const NestedOptions& options, std::uint64_t seed) {
  SilentReporter silent;
  return sample_nested(target, options, Seed{seed}, silent);
}

ParameterSpace space_of(const std::vector<Prior>& priors) {
  std::vector<Parameter> parameters;
  for (const Prior& prior : priors) {
    Parameter parameter;
    parameter.name = concat("p", parameters.size());
    parameter.prior = prior;
    parameters.push_back(parameter);
  }
  return ParameterSpace(parameters);
}

BatchLogLikelihood by_row(std::function<double(std::span<const double>)> log_l) {
  return [log_l](ConstMatrixView theta, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = log_l(theta.row(i));
  };
}

// A few errors of ln Z: one run in 16,000 lies outside.
void check_log_z(const NestedRun& run, double truth) {
  const NestedEvidence evidence = nested_evidence(run);
  CHECK(std::abs(evidence.mean.log_z - truth) < 4 * evidence.log_z_error);
}

const std::vector<std::string> engines = {"region", "slice", "auto"};

}  // namespace

TEST_CASE("ellipsoids that leave live points out are refused", "[nested]") {
  CHECK(obstacle_to({.inflation = 0.5}, 2).starts_with("inflation = 0.5 (smaller ellipsoids"));
  CHECK(obstacle_to({.inflation = 1}, 2).empty());
  CHECK(obstacle_to({}, 2).empty());
}

TEST_CASE("one parameter is enough", "[nested]") {
  const EvidenceTarget target(space_of({Prior::uniform(-10, 10)}), by_row([](std::span<const double> theta) {
                                return -0.5 * theta[0] * theta[0] - 0.5 * std::log(2 * M_PI);
                              }));
  for (const auto& engine : engines) {
    CAPTURE(engine);
    check_log_z(run_of(target, {.engine = engine, .live = 200}, 1), -std::log(20));
  }
}

TEST_CASE("likelihoods of zero and plateaus keep the evidence", "[nested]") {
  // L = 1 in the half x > 0, 3 in its part x > 1/2 with y > 1/2, 0 elsewhere: Z = 3/8 + 3/8 over the square.
  const auto log_l = [](std::span<const double> theta) {
    if (theta[0] < 0.5) return -std::numeric_limits<double>::infinity();
    return theta[1] > 0.75 ? std::log(3.0) : 0.0;
  };
  const EvidenceTarget target(space_of({Prior::uniform(0, 1), Prior::uniform(0, 1)}), by_row(log_l));
  for (const auto& engine : engines) {
    CAPTURE(engine);
    check_log_z(run_of(target, {.engine = engine, .live = 400}, 2), std::log(3.0 / 8 + 3.0 / 8));
  }
}

TEST_CASE("a likelihood that is the same at all draws is an error, not the prior", "[nested]") {
  for (const double value : {2.5, -1e30}) {
    const EvidenceTarget target(space_of({Prior::normal(0, 1)}),
                                by_row([=](std::span<const double>) { return value; }));
    CHECK(std::string(error_from([&] { run_of(target, {.live = 50}, 1); }).what())
              .find("at all of 1000 draws from the prior (nothing is learnt") != std::string::npos);
  }
}

TEST_CASE("a number that stands for a likelihood of zero leaves the evidence alone", "[nested]") {
  // A normal in two dimensions, cut at 4 sd: its mass is erf(4 / sqrt 2)^2. 0.6% of the prior lies inside.
  const auto log_l = by_row([](std::span<const double> theta) {
    const double sd = 0.01;
    const double x = (theta[0] - 0.3) / sd, y = (theta[1] - 0.7) / sd;
    if (std::abs(x) > 4 || std::abs(y) > 4) return -1e30;
    return -0.5 * (x * x + y * y) - 2 * std::log(sd * std::sqrt(2 * M_PI));
  });
  const EvidenceTarget target(space_of({Prior::uniform(0, 1), Prior::uniform(0, 1)}), log_l);
  for (const auto& engine : engines) {
    CAPTURE(engine);
    check_log_z(run_of(target, {.engine = engine, .live = 300}, 5), 2 * std::log(std::erf(4 / std::sqrt(2.0))));
  }
}

TEST_CASE("a lowest plateau that most draws share keeps its part of the evidence", "[nested]") {
  // L = 1 in the square but for a corner of 4%, 20 there.
  const auto log_l = by_row([](std::span<const double> theta) {
    return theta[0] < 0.2 && theta[1] < 0.2 ? std::log(20.0) - theta[0] * 1e-9 : 0.0;
  });
  const EvidenceTarget target(space_of({Prior::uniform(0, 1), Prior::uniform(0, 1)}), log_l);
  check_log_z(run_of(target, {.live = 300}, 6), std::log(0.96 + 0.04 * 20));
}

TEST_CASE("new points among equals fall by lot, so that plateaus raise no alarm", "[nested]") {
  const auto steps = by_row([](std::span<const double> theta) {
    return std::floor(-20 * (theta[0] * theta[0] + theta[1] * theta[1]));  // a Gaussian in steps
  });
  const EvidenceTarget target(space_of({Prior::uniform(-1, 1), Prior::uniform(-1, 1)}), steps);
  for (const auto& engine : {"region", "slice"}) {
    CAPTURE(engine);
    const InsertionRankTest test = test_insertion_ranks(run_of(target, {.engine = engine, .live = 500}, 7));
    CHECK(std::min(test.p_value, test.least_p_value) > 1e-4);  // as runs are complained about
  }
}

TEST_CASE("likelihoods far out in either tail of any prior keep their evidence", "[nested]") {
  // In z, where each prior is N(0, 1): a normal likelihood of sd s around z0. Z = N(z0; 0, 1 + s^2) exactly.
  const double sd = 0.5;
  const std::vector<Prior> priors{Prior::normal(-10, 2),     Prior::exponential(1),
                                  Prior::gamma(2, 3),        Prior::half_normal(2),
                                  Prior::log_normal(0, 0.5), Prior::truncated_normal(0, 1, -60, 60),
                                  Prior::beta(2, 3)};
  for (const auto& prior : priors) {
    for (const double z0 : {-30.0, -12.0, 8.0, 30.0}) {
      const bool rounded = prior.family() == "beta" || z0 < 0;  // theta itself has no room for these
      if (rounded && prior.family() != "normal" && prior.family() != "truncated_normal") continue;
      CAPTURE(prior.family(), z0);
      const auto log_l = by_row([&](std::span<const double> theta) {
        const double deviation = (prior.to_normal(theta[0]) - z0) / sd;
        return -0.5 * deviation * deviation - std::log(sd * std::sqrt(2 * M_PI));
      });
      const double variance = 1 + sd * sd;
      check_log_z(run_of({space_of({prior}), log_l}, {.live = 200}, 8),
                  -0.5 * z0 * z0 / variance - 0.5 * std::log(2 * M_PI * variance));
    }
  }
}

TEST_CASE("parameters that the likelihood ignores leave ln Z alone", "[nested]") {
  const auto log_l = by_row([](std::span<const double> theta) { return -0.5 * theta[0] * theta[0] / 1e-4; });
  const double truth = 0.5 * std::log(2 * M_PI * 1e-4) - std::log(2);
  const EvidenceTarget target(space_of({Prior::uniform(-1, 1), Prior::normal(3, 2), Prior::gamma(2, 1)}), log_l);
  for (const auto& engine : engines) {
    CAPTURE(engine);
    check_log_z(run_of(target, {.engine = engine, .live = 300}, 3), truth);
  }
}

TEST_CASE("a posterior across the seam of a periodic parameter is found whole", "[nested]") {
  Parameter angle;
  angle.name = "angle";
  angle.prior = Prior::uniform(0, 2 * M_PI);
  angle.periodic = true;
  // von Mises around the seam: the integral of exp(k cos) / 2 pi is I_0(k), at k = 20.
  const EvidenceTarget target(ParameterSpace({angle}),
                              by_row([](std::span<const double> theta) { return 20 * std::cos(theta[0]) - 20; }));
  const double truth = std::log(std::cyl_bessel_i(0.0, 20.0)) - 20;
  for (const auto& engine : engines) {
    CAPTURE(engine);
    const NestedRun run = run_of(target, {.engine = engine, .live = 300}, 4);
    check_log_z(run, truth);
    double upper = 0;
    const auto log_w = log_weights(run);
    for (std::size_t i = 0; i < log_w.size(); ++i) upper += run.theta(i, 0) > M_PI ? std::exp(log_w[i]) : 0;
    CHECK(upper == Approx(0.5).margin(0.2));
  }
}

TEST_CASE("NaN, infinite likelihoods and too few live points are errors with a reason", "[nested]") {
  const auto space = space_of({Prior::uniform(0, 1)});
  const auto nan = by_row([](std::span<const double> theta) { return theta[0] > 0.5 ? NAN : 0; });
  CHECK(std::string(error_from([&] {
                      run_of({space, nan}, {}, 1);
                    }).what())
            .find("log likelihood = nan at p0 = ") != std::string::npos);
  const auto zero = by_row([](std::span<const double>) { return -std::numeric_limits<double>::infinity(); });
  CHECK(std::string(error_from([&] {
                      run_of({space, zero}, {.live = 50}, 1);
                    }).what())
            .find("above zero at 0 of") != std::string::npos);
  CHECK(std::string(error_from([&] { run_of(correlated_gauss(10).target(), {.live = 30}, 1); }).what())
            .find("live = 30") != std::string::npos);
}

TEST_CASE("results do not depend on threads", "[nested]") {
  for (const auto& engine : engines) {
    CAPTURE(engine);
    set_threads(1);
    const NestedRun one = run_of(correlated_gauss(4).target(), {.engine = engine, .live = 100}, 7);
    set_threads(2);
    const NestedRun two = run_of(correlated_gauss(4).target(), {.engine = engine, .live = 100}, 7);
    set_threads(available_threads());
    CHECK(one.log_l == two.log_l);
    CHECK(one.z == two.z);
    CHECK(one.calls == two.calls);
  }
}

TEST_CASE("results with fast parameters do not depend on threads", "[nested]") {
  const EvidenceProblem problem = with_speed(correlated_gauss(4), 2, 5);
  set_threads(1);
  const NestedRun one = run_of(problem.target(), {.engine = "slice", .live = 100}, 7);
  set_threads(2);
  const NestedRun two = run_of(problem.target(), {.engine = "slice", .live = 100}, 7);
  set_threads(available_threads());
  CHECK(one.z == two.z);
  CHECK(one.calls == two.calls);
}

TEST_CASE("chords of fast parameters leave slow ones as they are, and few move those", "[nested]") {
  const EvidenceProblem problem = correlated_gauss(10);
  const auto calls_with = [&](double speed) {
    const auto calls = std::make_shared<SlowCalls>();
    const EvidenceProblem counted = with_speed(problem, 5, speed, calls);
    check_log_z(run_of(counted.target(), {.engine = "slice", .live = 200}, 5), problem.log_z);
    return static_cast<double>(calls->values.size());
  };
  // 10 of the chords to a new point move slow parameters, in place of 20; each takes about as many calls.
  CHECK(calls_with(20) / calls_with(1) == Approx(0.5).margin(0.05));
}

TEST_CASE("volumes shrink as the order statistics say, on a pyramid", "[nested]") {
  // L falls with the largest |u - 1/2|: the volume above a bound is known exactly. At each step a tenth of the points
  // dies, and ln of the volume ratio is a sum of ln Beta(n, 1) for n from N down.
  const std::size_t d = 4;
  const auto log_l = by_row([](std::span<const double> theta) {
    double largest = 0;
    for (const double value : theta) largest = std::max(largest, std::abs(value));
    return -largest;
  });
  for (const auto& engine : engines) {
    CAPTURE(engine);
    const NestedRun run = run_of({space_of(std::vector<Prior>(d, Prior::uniform(-1, 1))), log_l},
                                 {.engine = engine, .live = 200, .remaining = 1e-9}, 11);
    const auto live = live_counts(run);
    double log_x = 0;
    double chi = 0;
    double squares = 0;
    for (std::size_t i = 0; i < live.size(); ++i) {
      const double now = static_cast<double>(d) * std::log(-run.log_l[i]);
      const double n = static_cast<double>(live[i]);
      const double e = -n * (now - log_x);  // exponential with mean 1
      chi += e - 1;
      squares += (e - 1) * (e - 1);
      log_x = now;
    }
    const auto n = static_cast<double>(live.size());
    CHECK(std::abs(chi) < 4 * std::sqrt(n));
    CHECK(std::abs(squares / n - 1) < 4 * std::sqrt(8 / n));  // the fourth central moment is 9
  }
}

TEST_CASE("all 18 modes of the egg box are found with their weights", "[nested][statistical]") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const NestedRun run = run_of(eggbox().target(), {.engine = "region"}, seed);
    check_log_z(run, eggbox().log_z);
    const auto log_w = log_weights(run);
    std::vector<double> mass(36);  // modes lie at even i + j of a lattice of 2 pi
    for (std::size_t i = 0; i < log_w.size(); ++i) {
      const auto column = static_cast<std::size_t>(std::lround(run.theta(i, 0) / (2 * M_PI)));
      const auto row = static_cast<std::size_t>(std::lround(run.theta(i, 1) / (2 * M_PI)));
      mass[6 * row + column] += std::exp(log_w[i]);
    }
    int found = 0;
    for (std::size_t k = 0; k < mass.size(); ++k) found += (k / 6 + k % 6) % 2 == 0 && mass[k] > 1e-3;
    CHECK(found == 18);
  }
}

TEST_CASE("pulls of ln Z are those of its errors", "[nested][statistical]") {
  const auto [name, engine, slow] = GENERATE(table<std::string, std::string, std::size_t>({{"rastrigin2", "slice", 0},
                                                                                           {"eggbox2", "region", 0},
                                                                                           {"shells2", "region", 0},
                                                                                           {"gauss10", "region", 0},
                                                                                           {"gauss10", "slice", 0},
                                                                                           {"gauss10", "slice", 5},
                                                                                           {"shells10", "slice", 0}}));
  CAPTURE(name, engine, slow);
  EvidenceProblem problem = evidence_problem(name);
  if (slow > 0) problem = with_speed(problem, slow, 20);
  constexpr double seeds = 20;
  double shift = 0;
  double squares = 0;
  double pulls = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const NestedEvidence evidence = nested_evidence(run_of(problem.target(), {.engine = engine}, seed));
    const double d = evidence.mean.log_z - problem.log_z;
    shift += d / seeds;
    squares += d * d / seeds;
    pulls += std::pow(d / evidence.log_z_error, 2);
  }
  CHECK(std::abs(shift) < 3.5 * std::sqrt((squares - shift * shift) / (seeds - 1)));
  // Chi-squared with 20 degrees of freedom: 6.8 and 41.0 are its tails of 0.3% and 0.4%.
  CHECK(pulls > 6.8);
  CHECK(pulls < 41);
}
