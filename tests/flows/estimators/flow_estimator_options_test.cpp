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
  const FlowEstimatorOptions options = read("{preset: sbi}");
  const auto& maf = std::get<MafOptions>(options.flow.family);
  CHECK(maf.conditioner.hidden == std::vector<std::int64_t>{50, 50, 50});
  CHECK(maf.conditioner.activation == "tanh");
  CHECK(options.training.batch_size == 200);
  CHECK(options.ensemble == 1);
  const FlowEstimatorOptions given =
      read("{flow: nsf, bins: 4, training: {learning_rate: 0.01}, ensemble: 3, preset: sbi}");
  const auto& nsf = std::get<NsfOptions>(given.flow.family);
  CHECK(nsf.conditioner.residual);
  CHECK(nsf.mixing == "lu");
  CHECK(nsf.bins == 4);
  CHECK(given.training.learning_rate == 0.01);
  CHECK(given.training.clip_norm == 5);
  CHECK(given.ensemble == 3);
  CHECK(std::get<MafOptions>(read("{preset: lampe}").flow.family).transforms == 3);
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
  CHECK(std::holds_alternative<MafOptions>(flows[0].family));
  const auto& nsf = std::get<NsfOptions>(flows[1].family);
  CHECK(nsf.bins == 16);
  CHECK(nsf.transforms == 2);
  CHECK(nsf.conditioner.hidden == std::vector<std::int64_t>{8});
  CHECK(read("{ensemble: 3, bins: 5}").flows().size() == 3);
  CHECK(std::get<SplineOptions>(read("{ensemble: 3, bins: 5}").flows()[2].family).bins == 5);
  CHECK_THAT(error_of("{ensemble: [{flow: maf}, {bin: 3}]}"),
             Contains("ensemble[1].bin") && Contains("did you mean 'bins'"));
  CHECK_THAT(error_of("{ensemble: []}"), Contains("must be >= 1"));
  CHECK_THAT(error_of("{ensemble: 0}"), Contains("must be >= 1"));
  CHECK_THAT(error_of("{ensemble: [maf]}"), Contains("ensemble[0]"));
}

TEST_CASE("flow estimator options: a member of another family has what it shares, and the rest from the preset") {
  const auto flows = read("{preset: sbi, hidden: [7], ensemble: [{flow: spline}, {flow: mdn}]}").flows();
  const auto& spline = std::get<SplineOptions>(flows.at(0).family);
  CHECK(spline.bins == 10);
  CHECK(spline.tail_bound == 3);
  CHECK(spline.conditioner.hidden == std::vector<std::int64_t>{7});
  CHECK(spline.conditioner.activation == "tanh");
  CHECK(std::get<MdnOptions>(flows.at(1).family).components == 10);
}

TEST_CASE("flow estimator options: an option of another family is refused with the names of those that have it") {
  CHECK(error_of("{flow: maf,\n bins: 16}") ==
        "run.yaml:2: bins is not an option of flow: maf (it is one of spline, nsf); choose one of these, or leave it "
        "out");
  CHECK_THAT(error_of("{preset: sbi, components: 3}"), Contains("not an option of flow: maf (it is one of mdn)"));
  CHECK_THAT(error_of("{flow: mdn, transforms: 3}"), Contains("it is one of maf, spline, nsf"));
  CHECK_THAT(error_of("{ensemble: [{flow: maf, bins: 3}]}"),
             Contains("ensemble[0].bins is not an option of flow: maf"));
  CHECK(write_options(read("{flow: maf}")).find("bins") == nullptr);
}

TEST_CASE("flow estimator options: files that list the options of every family are read") {
  const ConfigNode all = ConfigNode::parse(
      "{flow: maf, transforms: 2, bins: 8, tail_bound: 5, components: 8, ensemble: [{flow: mdn, bins: 8}]}", "old.h5");
  const auto options = read_options<FlowEstimatorOptions>(all, {}, OptionsOfOthers::passed_over);
  CHECK(std::get<MafOptions>(options.flow.family).transforms == 2);
  CHECK_THROWS_AS(read_options<FlowEstimatorOptions>(all), Error);
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
