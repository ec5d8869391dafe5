#include "core/nn/embeddings.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

struct Holder {
  std::optional<EmbeddingOptions> embedding;
  void fields(FieldVisitor& visit) { embedding_field(visit, embedding, "network before the data"); }
};

std::optional<EmbeddingOptions> read(const std::string& text) {
  return read_options<Holder>(ConfigNode::parse(text, "run.yaml")).embedding;
}

const MlpEmbeddingOptions& mlp_of(const std::optional<EmbeddingOptions>& options) {
  return std::get<MlpEmbeddingOptions>(options.value().kind);
}

}  // namespace

TEST_CASE("embeddings: the word identity or nothing is none, and a mapping is a perceptron") {
  CHECK(!read("{}"));
  CHECK(!read("{embedding: identity}"));
  CHECK(mlp_of(read("{embedding: {}}")).outputs == 16);
  CHECK(mlp_of(read("{embedding: {hidden: [8], outputs: 3}}")).network.hidden == std::vector<std::int64_t>{8});
  CHECK(mlp_of(read("{embedding: {kind: mlp, outputs: 3}}")).outputs == 3);
  CHECK_THROWS_WITH(read("{embedding: {kind: mpl}}"), Contains("mlp"));
  CHECK_THROWS_WITH(read("{embedding: {output: 3}}"), Contains("did you mean 'outputs'"));
}

TEST_CASE("embeddings: options are written and read back") {
  const Holder holder{read("{embedding: {hidden: [8], outputs: 3, activation: relu}}")};
  const auto again = read(write_options(holder).to_yaml());
  CHECK(mlp_of(again).outputs == 3);
  CHECK(mlp_of(again).network.activation == "relu");
  CHECK(write_options(Holder{}).to_yaml() == "embedding: identity\n");
}

TEST_CASE("embeddings: without options the features are the data, and no weights are added") {
  Random random(Seed{1});
  Parameters parameters;
  const auto none = make_embedding({}, {1, 2, 3}, parameters, random);
  CHECK(none->inputs() == 6);
  CHECK(none->outputs() == 6);
  CHECK(embedding_outputs({}, {1, 2, 3}) == 6);
  CHECK(parameters.names().empty());
  const Tensor x = random_tensor({4, 6}, random);
  CHECK(tensors_close(none->forward(x), x));
  CHECK(make_embedding({}, {0}, parameters, random)->outputs() == 0);
}

TEST_CASE("embeddings: each kind gives as many features as it says, of data of a shape") {
  const auto options = read("{embedding: {outputs: 4}}");
  Random random(Seed{1});
  Parameters parameters;
  const auto embedding = make_embedding(options, {1, 2, 3}, parameters, random);
  CHECK(embedding->outputs() == 4);
  CHECK(embedding_outputs(options, {1, 2, 3}) == 4);
  CHECK(embedding->forward(random_tensor({5, 6}, random, at::kFloat)).sizes() == at::IntArrayRef({5, 4}));
  const Error error = error_from([&] { make_embedding(options, {0}, parameters, random); });
  CHECK(error.kind() == ErrorKind::config);
  CHECK_THAT(error.what(), Contains("there are no data to embed") && Contains("embedding: identity"));
}

TEST_CASE("embeddings: the table says what there is") {
  const auto kinds = embedding_kinds();
  REQUIRE(kinds.size() == 1 + std::variant_size_v<EmbeddingKind>);
  CHECK(kinds[0].first == "identity");
  CHECK(kinds[1].first == "mlp");
  CHECK(kinds[2].first == "cnn");
  CHECK(kinds[3].first == "set");
}

TEST_CASE("embeddings: a kind is chosen by its word, and options of another are refused") {
  const auto cnn = std::get<CnnEmbeddingOptions>(read("{embedding: {kind: cnn, channels: [4, 8]}}").value().kind);
  CHECK(cnn.channels == std::vector<std::int64_t>{4, 8});
  CHECK_THROWS_WITH(read("{embedding: {kind: cnn, hidden: [8]}}"), Contains("hidden") && Contains("mlp"));
}

TEST_CASE("embeddings: what reads numbers alike wants one scale for them") {
  CHECK(scales_for(read("{embedding: {kind: cnn}}")) == "channel");
  CHECK(scales_for(read("{embedding: {kind: set}}")) == "column");
  CHECK(scales_for(read("{embedding: {kind: set, mask: true}}")) == "masked");
  CHECK(scales_for(read("{embedding: {kind: mlp}}")) == "number");
  CHECK(scales_for({}) == "number");
}

TEST_CASE("embeddings: an obstacle names the kind") {
  CHECK(embedding_obstacle({}, {0}).empty());
  CHECK(embedding_obstacle(read("{embedding: {kind: mlp}}"), {5}).empty());
  CHECK_THAT(embedding_obstacle(read("{embedding: {kind: cnn}}"), {5}),
             Contains("embedding: cnn (") && Contains("[5]"));
}
