#include "apps/run/derived.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "tests/support/error_from.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;
using Names = std::vector<std::string>;

Model model_of(const std::string& name, const std::string& parameters) {
  Model model{name, ParameterSpace::parse(ConfigNode::parse(parameters, "run.yaml")), {}};
  model.likelihood_data_size = 1;
  return model;
}

ModelSet two_models() {
  return ModelSet({model_of("flat", "{s8: {prior: {uniform: [0.6, 1]}}, Om: {prior: {uniform: [0.1, 0.5]}}}"),
                   model_of("fixed", "{s8: {prior: {uniform: [0.6, 1]}}, Om: 0.3, w: {prior: {normal: [-1, 1]}}}")});
}

std::map<std::string, DerivedParameters> read(const std::string& text, ConfigNode* resolved = nullptr) {
  ConfigNode node = ConfigNode::parse(text, "run.yaml");
  auto derived = read_derived(node, two_models());
  if (resolved != nullptr) *resolved = node;
  return derived;
}

std::string refusal(const std::string& text) {
  const Error error = error_from([&] { read(text); });
  CHECK(error.kind() == ErrorKind::config);
  return error.what();
}

}  // namespace

TEST_CASE("derived parameters: each model has those that it can tell, of free and fixed parameters") {
  ConfigNode resolved;
  const auto derived =
      read("{S8: s8*sqrt(Om/0.3), double: {formula: 2*S8, latex: 2S_8, unit: km}, dark: w+1}", &resolved);
  CHECK(names_of(derived.at("flat")) == Names{"S8", "double"});
  CHECK(names_of(derived.at("fixed")) == Names{"S8", "double", "dark"});
  CHECK(derived.at("flat")[1].latex == "2S_8");
  CHECK(resolved.find("S8")->find("formula")->text() == "s8*sqrt(Om/0.3)");
  const ModelSet models = two_models();
  const std::vector<double> flat{0.8, 0.27}, fixed{0.7, -0.5};
  const Matrix values = with_derived(derived.at("flat"), models[0].space, {flat.data(), 1, 2});
  const double s8 = 0.8 * std::sqrt(0.27 / 0.3);
  CHECK(values.values() == std::vector<double>{0.8, 0.27, s8, 2 * s8});
  CHECK(derived_values(derived.at("fixed"), models[1].space, {fixed.data(), 1, 2}).values() ==
        std::vector<double>{0.7, 1.4, 0.5});
}

TEST_CASE("derived parameters: of fixed parameters alone a model tells none") {
  const auto derived = read("{twice: 2*Om}");
  CHECK(names_of(derived.at("flat")) == Names{"twice"});
  CHECK(derived.at("fixed").empty());
}

TEST_CASE("derived parameters: none are asked for") {
  ConfigNode none;
  CHECK(read_derived(none, two_models()).at("flat").empty());
}

TEST_CASE("derived parameters that cannot be told are refused") {
  CHECK_THAT(refusal("{S8: s8*Omega}"), Contains("run.yaml") && Contains("Omega") && Contains("known: s8, Om"));
  CHECK_THAT(refusal("{Om: s8}"), Contains("flat has a parameter of this name"));
  CHECK_THAT(refusal("{a.b: s8}"), Contains("columns are named after it"));
  CHECK_THAT(refusal("{S8: log(Om - 0.3)}"), Contains("at s8 = ") && Contains("must be finite wherever the prior is"));
  CHECK_THAT(refusal("{S8: [1, 2]}"), Contains("must be a formula"));
  CHECK_THAT(refusal("{S8: {latex: S_8}}"), Contains("formula"));
  CHECK_THAT(refusal("[s8]"), Contains("must name formulas"));
}

}  // namespace inquest::testing
