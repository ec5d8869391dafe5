#include "apps/run/resolved.hpp"

#include <map>

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

TEST_CASE("a run may be resumed with whatever its simulations do not follow from") {
  const std::string before =
      R"({seed: 1, draws: 10, observation: [1], simulations: {train: 100}, posterior: {npe: {n: 1}},
    models: {m: {simulator: {command: [a], timeout: 5}, probability: 0.5,
                 parameters: {a: {prior: {normal: [0, 1]}, latex: a, speed: 1}, b: 2}}}})";
  const auto with = [&](const std::string& old_text, const std::string& new_text) {
    std::string now = before;
    now.replace(now.find(old_text), old_text.size(), new_text);
    return obstacles(now, before);
  };
  for (const auto& [old_text, new_text] : std::map<std::string, std::string>{{"draws: 10", "draws: 20"},
                                                                             {"observation: [1]", "observation: [2]"},
                                                                             {"train: 100", "train: 50"},
                                                                             {"npe: {n: 1}", "npe: {n: 2}"},
                                                                             {"npe: {n: 1}", ""},
                                                                             {"npe: {n: 1}", "npe: {n: 1}, more: {}"},
                                                                             {"timeout: 5", "timeout: 9, workers: 2"},
                                                                             {"0.5", "0.25"},
                                                                             {"latex: a", "latex: A"},
                                                                             {"b: 2", "b: {value: 2, latex: B}"}}) {
    INFO(new_text);
    CHECK(with(old_text, new_text).empty());
  }
  CHECK(with("seed: 1", "seed: 2") == Texts{"seed = 2 (was 1)"});
  CHECK(with("b: 2", "b: 3") == Texts{"models.m.parameters.b = 3 (was 2)"});
  CHECK(with("[0, 1]", "[0, 2]") == Texts{"models.m.parameters.a.prior.normal = [0, 2] (was [0, 1])"});
  CHECK(with("[a]", "[b]") == Texts{"models.m.simulator.command = [b] (was [a])"});
  CHECK(with("models: {", "models: {n: {simulator: x, parameters: {}}, ").empty());  // a model more
}

TEST_CASE("a model that is not simulated may change as it likes") {
  const std::string before = "{seed: 1, models: {m: {likelihood: {command: [a]}, parameters: {a: 1}}}}";
  CHECK(obstacles("{seed: 1, models: {m: {likelihood: {command: [b]}, parameters: {a: 2, b: 3}}}}", before).empty());
  CHECK(obstacles("{seed: 1, models: {m: {simulator: x, parameters: {a: 1}}}}", before).size() == 1);
}

TEST_CASE("a model more or less keeps no simulations from being used") {
  const std::string one = "{seed: 1, models: {m: {simulator: s, parameters: {a: 1}}}}";
  const std::string two =
      "{seed: 1, models: {m: {simulator: s, parameters: {a: 1}}, n: {simulator: s, parameters: {a: 2}}}}";
  CHECK(obstacles(two, one).empty());
  CHECK(obstacles(one, two).empty());
}

TEST_CASE("options of a simulator that a choice never used are not missed in a resolved file") {
  const std::string now = "{models: {m: {simulator: s, options: {design: identity}, parameters: {a: 1}}}}";
  const auto before = [](const std::string& design, const std::string& parameters) {
    return concat("{models: {m: {simulator: s, options: {design: ", design,
                  ", design_seed: 0}, parameters: ", parameters, "}}}");
  };
  CHECK(obstacles(now, before("identity", "{a: 1}")).empty());
  CHECK(obstacles(now, before("random", "{a: 1}")) == Texts{"models.m.options.design = identity (was random)"});
  CHECK(obstacles(now, before("identity", "{a: 1, b: 2}")) == Texts{"models.m.parameters.b is gone (was 2)"});
}

}  // namespace inquest::testing
