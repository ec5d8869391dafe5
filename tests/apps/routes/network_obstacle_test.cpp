#include "apps/routes/network_obstacle.hpp"

#include "simulators/registry.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

Model map_model(int size) {
  const ParameterSpace space = ParameterSpace::parse(
      ConfigNode::parse("{A: {prior: {uniform: [0.5, 1.5]}}, B: {prior: {uniform: [1, 3]}}}", "run.yaml"));
  return {.name = "field",
          .space = space,
          .bundle = make_simulator({.simulator = ConfigNode::scalar("gaussian_map"),
                                    .options = ConfigNode::parse(concat("{size: ", size, "}"), "run.yaml"),
                                    .parameters = space.names(),
                                    .base = "."}),
          .probability = 1};
}

template <class Options>
Options options_of(const std::string& text) {
  return read_options<Options>(ConfigNode::parse(text, "run.yaml"));
}

}  // namespace

TEST_CASE("network obstacle: a posterior sees maps through a convolution of their shape") {
  const auto options = options_of<PosteriorEstimatorOptions>("{embedding: {kind: cnn}}");
  CHECK(options.data.scales == "channel");
  CHECK(obstacle_to_posterior(options, map_model(16)).empty());
  const auto even = options_of<PosteriorEstimatorOptions>("{embedding: {kind: cnn, kernel: 4}}");
  CHECK_THAT(obstacle_to_posterior(even, map_model(16), "npe."),
             Contains("cannot serve model field: npe.embedding: cnn (kernel = 4 is even"));
}

TEST_CASE("network obstacle: a likelihood embeds the parameters, which are no map") {
  const auto options = options_of<LikelihoodEstimatorOptions>("{embedding: {kind: cnn}}");
  CHECK_THAT(obstacle_to_likelihood(options, map_model(4)),
             Contains("embedding: cnn") && Contains("[2]") && Contains("a likelihood embeds the parameters"));
  CHECK(obstacle_to_likelihood(options_of<LikelihoodEstimatorOptions>("{}"), map_model(4)).empty());
}

TEST_CASE("network obstacle: a density of thousands of data is refused before anything is simulated") {
  CHECK(obstacle_to_density({}, map_model(44)).empty());
  CHECK_THAT(obstacle_to_density({}, map_model(45)), Contains("a density of 2025 data") && Contains("2000 at most"));
  CHECK(!obstacle_to_likelihood({}, map_model(45)).empty());
}

TEST_CASE("network obstacle: a summary is of the data, and networks see it as a vector") {
  const auto options = options_of<PosteriorEstimatorOptions>("{data: {summary: {kind: spectrum}}}");
  CHECK(obstacle_to_posterior(options, map_model(16)).empty());
  const auto cnn = options_of<PosteriorEstimatorOptions>("{embedding: {kind: cnn}, data: {summary: {kind: spectrum}}}");
  CHECK_THAT(obstacle_to_posterior(cnn, map_model(16)),
             Contains("embedding: cnn") && Contains("neither map nor series"));
  const auto images =
      options_of<PosteriorEstimatorOptions>("{augment: {shifts: true}, data: {summary: {kind: spectrum}}}");
  CHECK_THAT(obstacle_to_posterior(images, map_model(16)), Contains("augment (networks see a summary"));
  const auto of_likelihood = options_of<LikelihoodEstimatorOptions>("{data: {summary: {kind: spectrum}}}");
  CHECK_THAT(obstacle_to_likelihood(of_likelihood, map_model(4)), Contains("data.summary (a density is of the data"));
  CHECK_THAT(obstacle_to_density(of_likelihood.data, map_model(4)), Contains("take npe, moments or network"));
  CHECK_THAT(obstacle_to_density(options_of<DataViewOptions>("{scales: masked}"), map_model(4)),
             Contains("data.scales = masked (a density of the data takes a mask for one of them)"));
}

TEST_CASE("network obstacle: rows of a set share their scales, and have no images") {
  const auto set = options_of<PosteriorEstimatorOptions>("{embedding: {kind: set, mask: true}}");
  CHECK(set.data.scales == "masked");
  CHECK(obstacle_to_posterior(set, map_model(4)).empty());
  const auto apart = options_of<PosteriorEstimatorOptions>("{embedding: {kind: set}, data: {scales: number}}");
  CHECK_THAT(obstacle_to_posterior(apart, map_model(4)), Contains("need the scales column, and data.scales = number"));
  const auto images = options_of<PosteriorEstimatorOptions>("{embedding: {kind: set}, augment: {shifts: true}}");
  CHECK_THAT(obstacle_to_posterior(images, map_model(4)), Contains("augment (") && Contains("data.scales = column"));
}
