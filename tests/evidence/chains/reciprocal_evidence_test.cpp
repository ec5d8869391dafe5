#include "evidence/chains/reciprocal_evidence.hpp"

#include "tests/evidence/chains/normal_problem.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {
namespace {

// 4,000 draws of N(0, I) in two dimensions, half of which are averaged over the target N(0, width^2 I); `tilt` is added
// to ln f times z_0.
ReciprocalEvidence evidence_by(double width, double tilt, Seed seed) {
  const ChainDraws chain = normal_chain(normal_density(2, 1).sample(4000, seed));
  const ChainCoordinates coordinates(chain, chain.theta.view().rows(0, 2000), std::vector<double>(2000, 1.0));
  WeightedPlaces places{{}, std::vector<double>(2000, 1.0), std::vector<double>(2000)};
  places.z = coordinates.to_z(chain.theta.view().rows(2000, 2000), places.log_f);
  for (std::size_t i = 0; i < 2000; ++i) places.log_f[i] += chain.log_posterior[2000 + i] + tilt * places.z(i, 0);
  return reciprocal_evidence(places, {normal_density(2, width), coordinates, {.mass = 0.8, .draws = 20000}, seed});
}

}  // namespace

TEST_CASE("ln Z of a normal posterior, with the error that the cut to 80% leaves") {
  const ReciprocalEvidence found = evidence_by(1, 0, Seed{1});
  CHECK(found.log_z.error == Approx(std::sqrt(0.25 / 2000 + 0.25 / 20000)).epsilon(0.1));
  CHECK(std::abs(found.log_z.value - normal_log_z) < 4 * found.log_z.error);
  CHECK(found.is_known(0.7));
  CHECK(found.departures == 5);
  CHECK(found.largest_departure < 4);
  CHECK(found.largest_share == Approx(1 / 1600.0).epsilon(0.3));
}

TEST_CASE("a log posterior that the draws do not follow shows in means under the target") {
  CHECK(evidence_by(1, 0.5, Seed{2}).largest_departure > 6);
}

TEST_CASE("a target wider than the posterior has a larger error, and still one that holds") {
  const ReciprocalEvidence found = evidence_by(2, 0, Seed{3});
  CHECK(found.log_z.error > 1.5 * evidence_by(1, 0, Seed{3}).log_z.error);
  CHECK(std::abs(found.log_z.value - normal_log_z) < 4 * found.log_z.error);
}

TEST_CASE("ratios with a heavy tail leave no error, unless the largest of them is too small to matter") {
  ReciprocalEvidence found;
  found.log_z = {0, 0.01};
  found.pareto_k = 0.8;
  found.largest_share = 0.006;
  CHECK(!found.is_known(0.7));
  CHECK(found.is_known(0.9));
  found.largest_share = 0.004;
  CHECK(found.is_known(0.7));
}

TEST_CASE("a target where there are no draws gives no ln Z") {
  const ChainDraws chain = normal_chain(normal_density(2, 1).sample(1000, Seed{4}));
  const ChainCoordinates coordinates(chain, chain.theta, chain.weights);
  WeightedPlaces places{Matrix(10, 2, 9.0), std::vector<double>(10, 1.0), std::vector<double>(10, 0.0)};
  const ReciprocalEvidence found =
      reciprocal_evidence(places, {normal_density(2, 1), coordinates, {.mass = 0.8, .draws = 1000}, Seed{5}});
  CHECK(std::isinf(found.log_z.error));
  CHECK(!found.is_known(0.7));
}

}  // namespace inquest::testing
