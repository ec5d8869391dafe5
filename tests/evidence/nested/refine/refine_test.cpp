#include "evidence/nested/refine/refine.hpp"

#include <cmath>

#include "core/parameters/tail.hpp"
#include "evidence/nested/log_evidence.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/evidence_problems.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

constexpr double width = 0.004;

// Two normal modes of width 0.004 at u = 0.3 and 0.7 in the unit square, with shares of the mass; Z = 1.
EvidenceTarget two_modes(double second) {
  const auto log_l = [second](ConstMatrixView theta, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto mode = [&](double centre) {
        return log_normal_density((theta(i, 0) - centre) / width) + log_normal_density((theta(i, 1) - centre) / width) -
               2 * std::log(width);
      };
      out[i] = log_add(std::log1p(-second) + mode(0.3), std::log(second) + mode(0.7));
    }
  };
  Parameter a;
  a.name = "a";
  a.prior = Prior::uniform(0, 1);
  Parameter b = a;
  b.name = "b";
  return {ParameterSpace({a, b}), log_l};
}

Proposal normal_at(double centre, double sd) {
  return {[=](Random& random, MatrixView x) {
            for (double& value : x.values()) value = centre + sd * random.normal();
          },
          [=](ConstMatrixView x, std::span<double> out) {
            for (std::size_t i = 0; i < out.size(); ++i) {
              out[i] = -2 * std::log(sd);
              for (const double value : x.row(i)) out[i] += log_normal_density((value - centre) / sd);
            }
          }};
}

NestedRun explore(const EvidenceTarget& target, Seed seed) {
  SilentReporter silent;
  return sample_nested(target, {.engine = "region", .live = 400}, seed, silent);
}

}  // namespace

TEST_CASE("importance sampling from the posterior itself is exact", "[nested]") {
  const EvidenceTarget target = two_modes(0);
  const ImportanceDraws draws = draw_importance(target, normal_at(0.3, width), 500, Seed{1});
  CHECK(draws.log_z() == Approx(0).margin(1e-12));
  CHECK(draws.efficiency() == Approx(1));
}

TEST_CASE("a proposal that does not know a mode is refused", "[nested]") {
  // 8% of the mass: 0.083 nat of ln Z, too little for the error of the exploration to tell.
  const EvidenceTarget target = two_modes(0.08);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Exploration exploration = explored_by(explore(target, Seed{seed}), target);
    const Refinement hidden = refine(target, exploration, normal_at(0.3, 1.2 * width), {}, Seed{seed});
    INFO(hidden.refusal);
    // Either it refuses, or the share of the prior found the mode and the large error says so.
    CHECK((!hidden.refusal.empty() || std::abs(hidden.log_z) < 4 * hidden.log_z_error));
    const Refinement known = refine(target, exploration, {}, {}, Seed{seed});
    CHECK(known.refusal.empty());
    CHECK(std::abs(known.log_z) < 4 * known.log_z_error);
    CHECK(known.log_z_error < 0.011);
  }
}

TEST_CASE("a proposal in normal coordinates is one in the prior's own", "[nested]") {
  const EvidenceTarget target = two_modes(0);
  // N(0, I) in z is the flat density in u.
  const Proposal flat = proposal_in_normal(target, normal_at(0, 1));
  Matrix x(100, 2);
  Random random(Seed{1});
  flat.sample(random, x);
  std::vector<double> log_density(100);
  flat.log_density(x, log_density);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(x(i, 0) > 0);
    CHECK(x(i, 0) < 1);
    CHECK(log_density[i] == Approx(0).margin(1e-9));
  }
}

TEST_CASE("ln Z refined from nested sampling is right to its error", "[nested][statistical]") {
  const std::string name = GENERATE("gauss10", "rastrigin2", "eggbox2", "shells2", "shells10");
  CAPTURE(name);
  const EvidenceProblem problem = evidence_problem(name);
  SilentReporter silent;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const LogEvidence evidence = estimate_log_evidence(problem.target(), {}, {}, Seed{seed}, silent);
    CHECK(std::abs(evidence.log_z - problem.log_z) < 4 * evidence.log_z_error);
  }
}

TEST_CASE("ln Z by tempering is right to its error", "[nested][statistical]") {
  const std::string name = GENERATE("gauss10", "ts20", "tq20");
  CAPTURE(name);
  const EvidenceProblem problem = evidence_problem(name);
  SilentReporter silent;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const LogEvidence evidence =
        estimate_log_evidence(problem.target(), {.explore = "tempered"}, {}, Seed{seed}, silent);
    CHECK(std::abs(evidence.log_z - problem.log_z) < 4 * evidence.log_z_error);
    CHECK(evidence.log_z_error < 0.011);
  }
}
