#include "flows/families/flow_options.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/flows.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// A flow of two features given five numbers through an embedding, in float64.
std::unique_ptr<Flow> embedded_flow(const std::string& family) {
  FlowOptions options = flow_of(family, 2, {{6}, "tanh"});
  options.embedding = EmbeddingOptions{MlpEmbeddingOptions{{{7}, "tanh"}, 3}};
  Random random(Seed{1});
  auto flow = make_flow(options, {2, 5}, random);
  flow->parameters().to_double();
  flow->parameters().flatten();
  return flow;
}

}  // namespace

TEST_CASE("flow options: an embedding learns together with its flow") {
  const std::string family = GENERATE("maf", "spline", "nsf", "mdn");
  CAPTURE(family);
  const auto flow = embedded_flow(family);
  Random random(Seed{2});
  const Tensor z = random_tensor({4, 2}, random);
  const Tensor context = random_tensor({4, 5}, random);
  flow->log_prob(z, context).sum().backward();
  const auto loss = [&] {
    const at::NoGradGuard no_graph;
    return flow->log_prob(z, context).sum().item<double>();
  };
  CHECK(tensors_close(flow->parameters().flat_gradient(), numerical_gradient(loss, flow->parameters().flat()),
                      {1e-6, 1e-6}));
}

TEST_CASE("flow options: one context for all rows gives what each would alone") {
  const auto flow = embedded_flow(GENERATE("maf", "nsf", "mdn"));
  Random random(Seed{3});
  const Tensor z = random_tensor({4, 2}, random);
  const Tensor context = random_tensor({1, 5}, random).expand({4, 5});
  const at::NoGradGuard no_graph;
  CHECK(tensors_close(flow->log_prob(z, context), flow->log_prob(z, context.contiguous()), {1e-10, 1e-10}));
}

TEST_CASE("flow options: without a context there is nothing to embed") {
  FlowOptions options;
  options.embedding = EmbeddingOptions{};
  Random random(Seed{1});
  CHECK(error_from([&] { make_flow(options, {2, 0}, random); }).kind() == ErrorKind::config);
}

TEST_CASE("flow options: layers are widened to so many features, and none is narrowed") {
  const auto flows = widened({flow_of("maf", 1, {{4, 20}, "tanh"}), flow_of("mdn", 1, {{4, 20}, "tanh"})}, 9);
  CHECK(std::get<MafOptions>(flows[0].family).conditioner.hidden == std::vector<std::int64_t>{9, 20});
  CHECK(std::get<MdnOptions>(flows[1].family).conditioner.hidden == std::vector<std::int64_t>{9, 20});
}
