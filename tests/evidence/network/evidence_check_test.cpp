#include "evidence/network/evidence_check.hpp"

#include <limits>

#include "core/base/random.hpp"
#include "core/infer/bayes_factor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

/// A network that says ln K = 2 (x0 + x1) of b over a, for data N(0, 1) in two columns, 1000 of which were held out.
/// `reach` is that of b over a; it is less by one the other way round.
EvidenceNetwork linear_network(double reach) {
  EvidenceNetworkOptions options;
  options.loss.loss = "logistic";
  options.network.hidden = {};
  options.ensemble = 2;
  EvidenceNetwork network({"a", "b"}, Standardizer({0, 0}, {1, 1}), options, {}, {1});
  for (std::size_t i = 0; i < network.members(); ++i) {
    network.member(i).network.mlp().weights()[0].detach().fill_(2);
    network.member(i).network.mlp().biases()[0].detach().fill_(0);
  }
  CheckedAgainst rows{Matrix(1000, 2), Matrix(2, 2)};
  rows.reach(1, 0) = reach;
  rows.reach(0, 1) = reach - 1;
  Random random(Seed{2});
  random.normal(rows.held_out.values());
  network.set_checked_against(std::move(rows));
  return network;
}

/// The network's own answer at x, marked by what its simulations reach.
EvidenceEstimate reached(const EvidenceNetwork& network, const std::vector<double>& x) {
  const Matrix answer = network.mean_log_evidence({x.data(), 1, x.size()});
  Matrix log_k(2, 2);
  log_k(1, 0) = answer(0, 1) - answer(0, 0);
  log_k(0, 1) = -log_k(1, 0);
  EvidenceEstimate estimate = from_log_bayes_factors({"a", "b"}, log_k, Matrix(2, 2), {0.5, 0.5}, "ensemble");
  apply_reach(network, estimate);
  return estimate;
}

}  // namespace

TEST_CASE("evidence check: ln K beyond what simulations teach is a lower bound, and told to be one") {
  const EvidenceNetwork network = linear_network(4.1);
  CHECK(check_answer(network, std::vector{1.5, 0.5})->warnings.empty());
  CHECK(check_answer(network, std::vector{-1.5, 0.0})->warnings.empty());
  const auto favours_b = check_answer(network, std::vector{1.5, 0.6});
  REQUIRE(favours_b->warnings.size() == 1);
  CHECK_THAT(favours_b->warnings.front(), Contains("ln K of b over a = 4.2 is a lower bound on |ln K|") &&
                                              Contains("10 simulations of a reach ln K = 4.1") &&
                                              Contains("simulate more"));
  const auto favours_a = check_answer(network, std::vector{-1.5, -0.1});
  REQUIRE(favours_a->warnings.size() == 1);
  CHECK_THAT(favours_a->warnings.front(), Contains("ln K of a over b = 3.2 is a lower bound on |ln K|") &&
                                              Contains("10 simulations of b reach ln K = 3.1"));
  const EvidenceEstimate within = reached(network, {1.5, 0.5});
  CHECK(within.lower_bound.values() == std::vector<double>{0, 0, 0, 0});
  CHECK(within.log_k(1, 0) == Approx(4));
  // What ten simulations reach is the bound, and not how the network goes on beyond them.
  const EvidenceEstimate for_b = reached(network, {1e5, 1e5}), for_a = reached(network, {-1.5, -0.1});
  CHECK(for_b.lower_bound.values() == std::vector<double>{0, 1, 1, 0});
  CHECK(for_b.log_k(1, 0) == 4.1);
  CHECK(for_b.log_k(0, 1) == -4.1);
  CHECK(for_a.lower_bound.values() == std::vector<double>{0, 1, 1, 0});
  CHECK(for_a.log_k(0, 1) == Approx(3.1));
  CHECK(for_a.extrapolated.values() == std::vector<double>(4, 0));
}

TEST_CASE("evidence check: where no simulations of the other model look like the favoured one, the sign is not known") {
  for (const double reach : {-4.0, -std::numeric_limits<double>::infinity()}) {
    const EvidenceEstimate estimate = reached(linear_network(reach), {0.1, 0.1});
    CHECK(estimate.lower_bound.values() == std::vector<double>(4, 0));
    CHECK(estimate.extrapolated.values() == std::vector<double>{0, 1, 1, 0});
    CHECK(bayes_factors(estimate).front().value_text() == "not told");
    const auto check = check_answer(linear_network(reach), std::vector{0.1, 0.1});
    REQUIRE(check->warnings.size() == 1);
    CHECK_THAT(check->warnings.front(), Contains("ln K of b over a = 0.4 is extrapolated, its sign too (fewer than 10 "
                                                 "simulations of a look like b at all"));
  }
}

TEST_CASE("evidence check: an observation unlike all simulations is told of") {
  const EvidenceNetwork network = linear_network(20);
  const auto check = check_answer(network, std::vector{5.0, -5.0});
  CHECK(check->out_of_distribution.mahalanobis_p == Approx(2.0 / 1001));
  CHECK(check->out_of_distribution.neighbour_p == Approx(2.0 / 1001));
  REQUIRE(check->warnings.size() == 1);
  CHECK_THAT(check->warnings.front(), Contains("unlike the simulations of every model (p = 0.002"));
}

TEST_CASE("evidence check: is the same with a network from its file, and none with one that kept no rows") {
  const TemporaryDirectory folder;
  EvidenceNetwork network = linear_network(20);
  network.save(folder / "e.h5", {});
  const std::vector<double> x = {-5.5, -5};
  const auto check = check_answer(EvidenceNetwork::load(folder / "e.h5"), x);
  REQUIRE(check);
  CHECK(check->warnings == check_answer(network, x)->warnings);
  network.set_checked_against({});
  network.save(folder / "old.h5", {});
  CHECK(!check_answer(EvidenceNetwork::load(folder / "old.h5"), x));
}
