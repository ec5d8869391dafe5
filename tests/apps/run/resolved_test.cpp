#include "apps/run/resolved.hpp"

#include "tests/support/catch.hpp"

namespace inquest::testing {
namespace {

using Texts = std::vector<std::string>;

Texts obstacles(const std::string& now, const std::string& before) {
  return obstacles_to_resume(ConfigNode::parse(now, "now"), ConfigNode::parse(before, "before"));
}

}  // namespace

TEST_CASE("differences of run files are named with both values") {
  const auto now = ConfigNode::parse("{a: 1, b: {c: [1, 2]}, e: x}", "now");
  const auto before = ConfigNode::parse("{a: 2, b: {c: [1, 2], d: 3}}", "before");
  CHECK(differences(now, before) == Texts{"a = 1 (was 2)", "b.d is gone (was 3)", "e = x (was not there)"});
  CHECK(differences(now, now).empty());
  CHECK(differences(ConfigNode::parse("{a: 1, b: 2}", ""), ConfigNode::parse("{b: 2, a: 1}", "")).size() == 1);
}

TEST_CASE("a run may be resumed with more routes and other draws, and nothing else") {
  const std::string before = "{seed: 1, draws: 10, posterior: {npe: {n: 1}}}";
  CHECK(obstacles("{seed: 1, draws: 20, posterior: {npe: {n: 1}}}", before).empty());
  CHECK(obstacles("{seed: 1, draws: 10, posterior: {more: {n: 2}, npe: {n: 1}}}", before).empty());
  CHECK(obstacles("{seed: 2, draws: 10, posterior: {npe: {n: 1}}}", before) == Texts{"seed = 2 (was 1)"});
  CHECK(obstacles("{seed: 1, draws: 10, posterior: {npe: {n: 2}}}", before) == Texts{"posterior.npe.n = 2 (was 1)"});
  CHECK(obstacles("{seed: 1, draws: 10, posterior: {}}", before).size() == 1);
}

TEST_CASE("options that a choice never used are not missed in a resolved file") {
  const std::string now =
      "{posterior: {a: {engine: slice}}, models: {m: {options: {design: identity}, parameters: {a: 1}}}}";
  const auto before = [](const std::string& engine, const std::string& parameters) {
    return concat("{posterior: {a: {engine: ", engine, ", inflation: 0}}, models: {m: {options: {design: identity, ",
                  "design_seed: 0}, parameters: ", parameters, "}}}");
  };
  CHECK(obstacles(now, before("slice", "{a: 1}")).empty());
  CHECK(obstacles(now, before("auto", "{a: 1}")) == Texts{"posterior.a.engine = slice (was auto)"});
  CHECK(obstacles(now, before("slice", "{a: 1, b: 2}")) == Texts{"models.m.parameters.b is gone (was 2)"});
  CHECK(obstacles(now, "{posterior: {a: {engine: slice}, b: {n: 1}}}").front() == "posterior.b is gone (was 'n': 1)");
}

}  // namespace inquest::testing
