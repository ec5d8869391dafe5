#include "evidence/evidence_check.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

/// A network that says ln K = 2 (x0 + x1) for data N(0, 1) in two columns, 1000 of which were held out.
EvidenceNetwork linear_network(std::size_t training_rows) {
  EvidenceNetworkOptions options;
  options.loss.loss = "logistic";
  options.network.hidden = {};
  options.ensemble = 2;
  EvidenceNetwork network({"a", "b"}, Standardizer({0, 0}, {1, 1}), options, {}, {1});
  for (const auto& member : network.members()) {
    member->network.weights()[0].detach().fill_(2);
    member->network.biases()[0].detach().fill_(0);
  }
  HeldOutRows rows{Matrix(1000, 2), training_rows};
  Random random(Seed{2});
  random.normal(rows.x.values());
  network.set_held_out(std::move(rows));
  return network;
}

}  // namespace

TEST_CASE("taught range: the extremes of the rows held out, or the logarithm of how many were trained on") {
  const std::vector<double> held_out = {-2, 12, 5};
  CHECK(taught_range(held_out, 1000000).least == -2);
  CHECK(taught_range(held_out, 1000000).most == 12);
  CHECK(taught_range(held_out, 100).most == std::log(100));
}

// The sum of two normals reaches 3.2 sqrt(2) among 1000, so that ln K reaches about 9 = ln(8000).
TEST_CASE("evidence check: ln K beyond what simulations teach is a lower bound, and told to be one") {
  const EvidenceNetwork network = linear_network(8000);
  CHECK(check_answer(network, std::vector{0.5, 0.5})->warnings.empty());
  CHECK(check_answer(network, std::vector{-1.5, 0.5})->warnings.empty());
  const auto check = check_answer(network, std::vector{-3.0, -3.0});
  REQUIRE(!check->warnings.empty());
  CHECK_THAT(check->warnings.front(), Contains("ln K of b over a = -12 is a lower bound on |ln K|") &&
                                          Contains("8000 simulations per model") && Contains("marginal_flow"));
}

TEST_CASE("evidence check: few simulations teach little, even of data like their own") {
  const auto check = check_answer(linear_network(25), std::vector{1.0, 1.0});
  REQUIRE(check->warnings.size() == 1);
  CHECK_THAT(check->warnings.front(), Contains("ln K from -3.2 to 3.2"));
}

TEST_CASE("evidence check: an observation unlike all simulations is told of") {
  const EvidenceNetwork network = linear_network(8000);
  const auto check = check_answer(network, std::vector{5.0, -5.0});
  CHECK(check->out_of_distribution.mahalanobis_p == Approx(2.0 / 1001));
  CHECK(check->out_of_distribution.neighbour_p == Approx(2.0 / 1001));
  REQUIRE(check->warnings.size() == 1);
  CHECK_THAT(check->warnings.front(), Contains("unlike the simulations of every model (p = 0.002"));
}

TEST_CASE("evidence check: is the same with a network from its file, and none with one that kept no rows") {
  const TemporaryDirectory folder;
  EvidenceNetwork network = linear_network(8000);
  network.save(folder / "e.h5", {});
  const std::vector<double> x = {-3, -2.5};
  const auto check = check_answer(EvidenceNetwork::load(folder / "e.h5"), x);
  REQUIRE(check);
  CHECK(check->warnings == check_answer(network, x)->warnings);
  network.set_held_out({});
  network.save(folder / "old.h5", {});
  CHECK(!check_answer(EvidenceNetwork::load(folder / "old.h5"), x));
}
