#include "moments/moment_member.hpp"

#include "moments/covariance.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

MomentNetworkOptions options_of(const std::string& loss) {
  MomentNetworkOptions options;
  options.network = {{8}, "silu"};
  options.loss = loss;
  options.embedding = EmbeddingOptions{MlpEmbeddingOptions{{{4}, "silu"}, 3}};
  return options;
}

}  // namespace

TEST_CASE("moment member: two networks, or one where the loss is of one step") {
  const std::string loss = GENERATE("score", "squared", "log_sum", "gaussian");
  CAPTURE(loss);
  Random random(Seed{1});
  MomentMember member({5}, 3, options_of(loss), random);
  const bool two = loss == "score" || loss == "squared";
  CHECK(member.networks().size() == (two ? 2 : 1));
  for (const Parameters* network : member.networks()) CHECK(network->names().front().starts_with("embedding."));
  const Tensor x = random_tensor({4, 5}, random, at::kFloat);
  const MomentMember::Outputs outputs = member.forward(x);
  CHECK(outputs.mean.sizes() == at::IntArrayRef({4, 3}));
  CHECK(outputs.covariance.sizes() == at::IntArrayRef({4, covariance_outputs(3)}));
  CHECK(tensors_close(member.mean(x).detach(), outputs.mean.detach()));
  CHECK(tensors_close(member.covariance(x).detach(), outputs.covariance.detach()));
}

TEST_CASE("moment member: convolutions want one scale for all pixels of a channel") {
  const auto read = [](const std::string& text) {
    return read_options<MomentNetworkOptions>(ConfigNode::parse(text, "run.yaml"));
  };
  CHECK(read("{embedding: {kind: cnn}}").data.scales == "channel");
  CHECK(read("{embedding: {kind: cnn}, data: {scales: number}}").data.scales == "number");
  CHECK(read("{embedding: {kind: mlp}}").data.scales == "number");
  CHECK_THROWS_WITH(read("{loss: gausian}"), Catch::Matchers::Contains("gaussian"));
}
