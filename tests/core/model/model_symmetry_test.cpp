#include "core/model/model_symmetry.hpp"

#include <memory>

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

class Odd final : public Simulator {
 public:
  explicit Odd(const DataSymmetry& symmetry) : info_{"odd", "1", {}, {12}, symmetry} {}
  const SimulatorInfo& info() const override { return info_; }
  void simulate(ConstMatrixView, std::span<const Seed>, MatrixView, std::span<SimulationStatus>) const override {}

 private:
  SimulatorInfo info_;
};

Model model(const std::string& name, const std::string& parameters, const DataSymmetry& symmetry) {
  return {.name = name,
          .space = ParameterSpace::parse(ConfigNode::parse(parameters, "run.yaml")),
          .bundle = {std::make_shared<const Odd>(symmetry), nullptr, nullptr, nullptr}};
}

bool symmetric_under(const std::string& parameters, bool simulator = true) {
  return symmetry_of(model("model", parameters, {.sign = simulator})).sign;
}

TEST_CASE("symmetry: none without a simulator") {
  Model alone = model("alone", "{a: {prior: {normal: [0, 3]}}}", {.sign = true});
  CHECK(symmetry_of(alone).sign);
  alone.bundle.simulator = nullptr;
  CHECK(symmetry_of(alone) == DataSymmetry{});
}

TEST_CASE("sign symmetry: needs an odd simulator and priors symmetric about 0", "[sign_symmetry]") {
  CHECK(symmetric_under("{a: {prior: {normal: [0, 3]}}, b: 0}"));
  CHECK(symmetric_under("{a: {prior: {uniform: [-1e6, 1e6]}}}"));
  CHECK(symmetric_under("{a: {prior: {truncated_normal: [0, 1, -2, 2]}}}"));
  CHECK(symmetric_under("{'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[2, 1], [1, 2]]}}}}"));

  CHECK_FALSE(symmetric_under("{a: {prior: {normal: [0, 3]}}}", false));
  CHECK_FALSE(symmetric_under("{a: {prior: {normal: [0, 3]}}, b: 1}"));
  CHECK_FALSE(symmetric_under("{a: {prior: {normal: [0.01, 3]}}}"));
  CHECK_FALSE(symmetric_under("{a: {prior: {uniform: [-1, 1.001]}}}"));
  CHECK_FALSE(symmetric_under("{a: {prior: {truncated_normal: [0, 1, -2, 3]}}}"));
  CHECK_FALSE(symmetric_under("{a: {prior: {half_normal: 1}}}"));
  CHECK_FALSE(
      symmetric_under("{'a, b': {prior: {multivariate_normal: {mean: [0, 1], covariance: [[2, 1], [1, 2]]}}}}"));
}

TEST_CASE("model symmetry: permutations ask nothing of priors, and models share what both have", "[sign_symmetry]") {
  const std::string centred = "{a: {prior: {normal: [0, 3]}}}", other = "{a: {prior: {normal: [1, 3]}}}";
  const DataSymmetry all{.sign = true, .reverse = true, .shift = 2};
  CHECK(symmetry_of(model("m", centred, all)) == all);
  CHECK(symmetry_of(model("m", other, all)) == DataSymmetry{.reverse = true, .shift = 2});
  const ModelSet set({model("m", centred, all), model("n", other, {.sign = true, .reverse = true, .shift = 3})});
  CHECK(common_symmetry(set) == DataSymmetry{.reverse = true, .shift = 6});
  const ModelSet one_without({model("m", centred, all), model("n", centred, {.sign = true})});
  CHECK(common_symmetry(one_without) == DataSymmetry{.sign = true});
}

}  // namespace
}  // namespace inquest
