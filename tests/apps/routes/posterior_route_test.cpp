#include "apps/routes/posterior_route.hpp"

#include <algorithm>

#include "apps/routes/evidence_route.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

namespace inquest::testing {
namespace {

/// The route of an entry in flow style, "{method: npe, flow: maf}".
PosteriorRoute build(const std::string& entry) {
  const ConfigNode node = ConfigNode::parse(entry, "run.yaml");
  const auto& methods = posterior_methods();
  return std::ranges::find(methods, node.find("method")->text(), &PosteriorMethod::name)->build(node);
}

/// Keys of what a route trains on a model, whose simulations are not read.
std::vector<std::string> training_keys(const PosteriorRoute& route, const std::string& model = "m") {
  const ModelData data{model, ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "run.yaml")),
                       []() -> const JointData& { raise(ErrorKind::internal, "the simulations were read"); }};
  SilentReporter silent;
  std::vector<std::string> keys;
  for (const auto& part : route.training(data, {"m.route", EstimatorFolder("estimators"), {1}, silent}).parts) {
    keys.push_back(part.key);
  }
  return keys;
}

}  // namespace

TEST_CASE("routes: an entry of any method is filled in, and what is filled in builds the same route") {
  for (const PosteriorMethod& method : posterior_methods()) {
    CAPTURE(method.name);
    const PosteriorRoute route = build("{method: " + method.name + "}");
    CHECK(route.options.find("method")->text() == method.name);
    CHECK(method.build(route.options).options == route.options);
    CHECK((route.obstacle && route.basis && route.open));
  }
  for (const EvidenceMethod& method : evidence_methods()) {
    CAPTURE(method.name);
    const EvidenceRoute route = method.build(ConfigNode::parse("{method: " + method.name + "}", "run.yaml"));
    CHECK(method.build(route.options).options == route.options);
    CHECK((route.obstacle && route.compare));
  }
}

TEST_CASE("routes: what would be trained alike has equal keys, whatever comes after the training") {
  const auto automatic = training_keys(build("{method: auto, mcmc: {chains: 8}}"));
  REQUIRE(automatic.size() == 2);
  CHECK(training_keys(build("{method: npe}")) == std::vector{automatic[0]});
  CHECK(training_keys(build("{method: nle, chains: 20}")) == std::vector{automatic[1]});
  CHECK(training_keys(build("{method: npe, training: {steps: 100}}")) != std::vector{automatic[0]});
  CHECK(training_keys(build("{method: npe}"), "n") != std::vector{automatic[0]});
}

TEST_CASE("routes: what they need of other routes") {
  CHECK(build("{method: mcmc}").needs.empty());
  const auto needs = build("{method: nested, likelihood: learned, start: flow}").needs;
  REQUIRE(needs.size() == 2);
  CHECK((needs[0].key == "likelihood" && needs[0].route == "learned" && needs[0].method == "nle"));
  CHECK((needs[1].key == "start" && needs[1].route == "flow" && needs[1].method == "npe"));
}

}  // namespace inquest::testing
