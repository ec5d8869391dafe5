#include "flows/estimators/flow_estimator_options.hpp"

#include "core/config/documentation.hpp"
#include "core/config/schema.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

FlowEstimatorOptions read(const std::string& text) {
  return read_options<FlowEstimatorOptions>(ConfigNode::parse(text, "run.yaml"));
}

std::string error_of(const std::string& text) {
  const Error error = error_from([&] { read(text); });
  CHECK(error.kind() == ErrorKind::config);
  return error.what();
}

}  // namespace

TEST_CASE("flow estimator options: a preset fills in what is not given") {
  const FlowEstimatorOptions maf = read("{preset: sbi}");
  CHECK(maf.flow.family == "maf");
  CHECK(maf.flow.conditioner.hidden == std::vector<std::int64_t>{50, 50, 50});
  CHECK(maf.flow.conditioner.activation == "tanh");
  CHECK(maf.training.batch_size == 200);
  CHECK(maf.ensemble == 1);
  const FlowEstimatorOptions nsf =
      read("{flow: nsf, bins: 4, training: {learning_rate: 0.01}, ensemble: 3, preset: sbi}");
  CHECK(nsf.flow.conditioner.residual);
  CHECK(nsf.flow.mixing == "lu");
  CHECK(nsf.flow.bins == 4);
  CHECK(nsf.training.learning_rate == 0.01);
  CHECK(nsf.training.clip_norm == 5);
  CHECK(nsf.ensemble == 3);
  CHECK(read("{preset: lampe}").flow.transforms == 3);
  CHECK_THAT(error_of("{preset: sbii}"), Contains("inquest, sbi, lampe") && Contains("did you mean 'sbi'"));
}

TEST_CASE("flow estimator options: what is written, with everything filled in, reads back as the same") {
  const std::string text =
      GENERATE("{}", "{preset: sbi, flow: nsf, bins: 4}", "{embedding: {hidden: [8], outputs: 3}}",
               "{ensemble: [{flow: maf}, {flow: nsf, bins: 16, embedding: {outputs: 2}}], transforms: 2}");
  const ConfigNode written = write_options(read(text));
  CHECK(written == write_options(read_options<FlowEstimatorOptions>(written)));
  CHECK(written.find("preset") != nullptr);
}

TEST_CASE("flow estimator options: members of an ensemble begin as the method's flow") {
  const auto flows = read("{transforms: 2, hidden: [8], ensemble: [{flow: maf}, {flow: nsf, bins: 16}]}").flows();
  REQUIRE(flows.size() == 2);
  CHECK(flows[0].family == "maf");
  CHECK(flows[1].family == "nsf");
  CHECK(flows[1].bins == 16);
  CHECK(flows[1].transforms == 2);
  CHECK(flows[1].conditioner.hidden == std::vector<std::int64_t>{8});
  CHECK(read("{ensemble: 3, bins: 5}").flows().size() == 3);
  CHECK(read("{ensemble: 3, bins: 5}").flows()[2].bins == 5);
  CHECK_THAT(error_of("{ensemble: [{flow: maf}, {bin: 3}]}"),
             Contains("ensemble[1].bin") && Contains("did you mean 'bins'"));
  CHECK_THAT(error_of("{ensemble: []}"), Contains("must be >= 1"));
  CHECK_THAT(error_of("{ensemble: 0}"), Contains("must be >= 1"));
  CHECK_THAT(error_of("{ensemble: [maf]}"), Contains("ensemble[0]"));
}

TEST_CASE("flow estimator options: an embedding is a mapping, or the identity") {
  CHECK(!read("{embedding: identity}").flow.embedding);
  const auto embedding = read("{embedding: {hidden: [32], outputs: 4, activation: relu}}").flow.embedding;
  REQUIRE(embedding);
  const auto& mlp = std::get<MlpEmbeddingOptions>(embedding->kind);
  CHECK(mlp.outputs == 4);
  CHECK(mlp.network.hidden == std::vector<std::int64_t>{32});
  CHECK_THAT(error_of("{embedding: none}"), Contains("(must be identity, or a mapping)"));
  CHECK_THAT(error_of("{embedding: {output: 4}}"), Contains("did you mean 'outputs'"));
}

TEST_CASE("flow estimator options: documentation and schema know the keys that have two forms") {
  const auto rows = document_options<FlowEstimatorOptions>();
  const auto row = [&](const std::string& name) {
    const auto found = std::ranges::find(rows, name, &FieldDoc::name);
    REQUIRE(found != rows.end());
    return *found;
  };
  CHECK(row("embedding").type == "identity, or a mapping");
  CHECK(row("embedding").default_value == "identity");
  CHECK(row("embedding.outputs").type == "integer >= 1");
  CHECK(row("ensemble").type == "integer >= 1, or a sequence of mappings");
  const ConfigNode properties = *schema_of<FlowEstimatorOptions>().find("properties");
  CHECK(properties.find("embedding")->find("anyOf")->items()[0].find("const")->text() == "identity");
  const ConfigNode& parts = properties.find("ensemble")->find("anyOf")->items()[1];
  CHECK(parts.find("items")->find("properties")->find("bins") != nullptr);
  CHECK(parts.find("items")->find("properties")->find("training") == nullptr);
}
