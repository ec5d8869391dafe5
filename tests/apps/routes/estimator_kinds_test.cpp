#include "apps/routes/estimator_kinds.hpp"

#include <set>

#include "core/estimator/estimator_file.hpp"
#include "evidence/network/evidence_network.hpp"
#include "moments/moment_network.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

TEST_CASE("estimator kinds: each has a name of its own and a line of documentation") {
  std::set<std::string> names;
  for (const EstimatorKind& kind : estimator_kinds()) {
    CHECK(names.insert(kind.name).second);
    CHECK(!kind.doc.empty());
  }
  CHECK(names == std::set<std::string>{"npe", "nle", "auto", "moments", "gaussian_likelihood", "evidence",
                                       "marginal_flow", "npe_nle"});
}

TEST_CASE("estimator kinds: old files open as posteriors that answer at any x") {
  const std::string kind = GENERATE("npe", "nle");
  CAPTURE(kind);
  const auto posterior = open_posterior(INQUEST_SOURCE_DIR "/tests/golden/" + kind + ".h5");
  CHECK((amortised(*posterior) != nullptr) == (kind == "npe"));
  CHECK(posterior->several_observations() == (kind == "nle"));
  std::vector<double> x(posterior->data_size(), 0.1);
  if (kind == "nle") x[1] = 7;  // as in all simulations
  const auto density = posterior->at(x);
  const Draws draws = draws_of(*density).sample(5, {1});
  REQUIRE(draws.theta.rows() == 5);
  std::vector<double> again(5);
  evaluable(*density)->log_prob(draws.theta, again);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(posterior->space().contains(draws.theta.row(i)));
    CHECK(again[i] == Approx(draws.log_prob[i]).epsilon(1e-3));
  }
}

TEST_CASE("estimator kinds: moments give draws, evidence networks say that they give none") {
  const TemporaryDirectory folder;
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse("{a: {prior: {uniform: [0, 1]}}}", "run.yaml"));
  MomentNetwork(space, Standardizer({0, 0}, {1, 1}), Standardizer({0.5}, {0.2}), {}, {1}).save(folder / "m.h5");
  EvidenceNetwork({"a", "b"}, Standardizer({0, 0}, {1, 1}), {}, {}, {1}).save(folder / "e.h5");
  const auto moments = open_posterior(folder / "m.h5");
  CHECK(draws_of(*moments->at(std::vector{0.1, 0.2})).sample(3, {1}).theta.rows() == 3);
  const Error error = error_from([&] { open_posterior(folder / "e.h5"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("an estimator of kind 'evidence' (it gives no draws)"));
  CHECK_THAT(error.what(), Contains("moments"));
}
