#include "evidence/nested/warm_start.hpp"

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/evidence_problems.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

// Normals in z with equal correlations of 0.95, as the problem's posterior has.
Proposal normal_in_z(const EvidenceTarget& target, double mean, double sd) {
  constexpr double own = 0.05, common = 0.95;
  const auto sample = [=](Random& random, MatrixView z) {
    for (std::size_t i = 0; i < z.rows(); ++i) {
      const double shared = std::sqrt(common) * random.normal();
      for (double& value : z.row(i)) value = mean + sd * (shared + std::sqrt(own) * random.normal());
    }
  };
  const auto log_density = [=](ConstMatrixView z, std::span<double> out) {
    const auto d = static_cast<double>(z.cols());
    for (std::size_t i = 0; i < z.rows(); ++i) {
      double sum = 0, squares = 0;
      for (const double value : z.row(i)) {
        sum += (value - mean) / sd;
        squares += (value - mean) / sd * (value - mean) / sd;
      }
      const double chi_square = (squares - common * sum * sum / (own + common * d)) / own;
      const double log_det = (d - 1) * std::log(own) + std::log(own + common * d) + 2 * d * std::log(sd);
      out[i] = -0.5 * (chi_square + log_det + d * std::log(2 * M_PI));
    }
  };
  return proposal_in_normal(target, {sample, log_density});
}

}  // namespace

// Four standard errors.
TEST_CASE("warm start: ln Z from a density near the posterior, in few calls") {
  const EvidenceProblem problem = evidence_problem("gauss10");
  const EvidenceTarget target = problem.target();
  std::vector<std::string> notes;
  const auto found = estimate_from(target, normal_in_z(target, 0, 0.16), 0.02, Seed{3}, notes);
  REQUIRE(found);
  CHECK(notes.empty());
  CHECK(std::abs(found->log_z - problem.log_z) < 4 * found->log_z_error);
  CHECK(found->log_z_error < 0.04);
  CHECK(found->calls < 60000);
}

TEST_CASE("warm start: a density elsewhere is no start, and that is told") {
  const EvidenceProblem problem = evidence_problem("gauss10");
  const EvidenceTarget target = problem.target();
  std::vector<std::string> notes;
  CHECK_FALSE(estimate_from(target, normal_in_z(target, 2, 0.05), 0.02, Seed{3}, notes));
  REQUIRE(notes.size() == 1);
  CHECK(notes.front().starts_with("no warm start"));
}
