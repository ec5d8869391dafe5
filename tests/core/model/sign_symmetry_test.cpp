#include "core/model/sign_symmetry.hpp"

#include <memory>

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

class Odd final : public Simulator {
 public:
  explicit Odd(bool symmetric) : info_{"odd", "1", {}, {1}, symmetric} {}
  const SimulatorInfo& info() const override { return info_; }
  void simulate(ConstMatrixView, std::span<const Seed>, MatrixView, std::span<SimulationStatus>) const override {}

 private:
  SimulatorInfo info_;
};

bool symmetric_under(const std::string& parameters, bool simulator = true) {
  return is_sign_symmetric({.name = "model",
                            .space = ParameterSpace::parse(ConfigNode::parse(parameters, "run.yaml")),
                            .bundle = {std::make_shared<const Odd>(simulator), nullptr, nullptr, nullptr},
                            .probability = 1});
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

}  // namespace
}  // namespace inquest
