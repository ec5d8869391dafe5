#include "core/config/schema.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

struct Inner {
  std::string simulator;
  void fields(FieldVisitor& visit) {
    visit.field("simulator", simulator, "its name");
    visit.required("simulator");
  }
};

struct Options {
  bool report = true;
  std::int64_t count = -1;  // chosen by the program
  double rate = 0.001;
  double limit = std::nan("");
  std::string flow = "spline";
  std::vector<std::int64_t> layers = {50};
  std::vector<std::string> columns;
  Inner inner;
  ConfigNode prior;

  void fields(FieldVisitor& visit) {
    visit.field("report", report, "");
    visit.field("count", count, "", {.min = 1});
    visit.field("rate", rate, "of Adam", {.min = 0, .max = 1, .min_open = true});
    visit.field("limit", limit, "", {});
    visit.choice("flow", flow, "", {"spline", "maf"});
    visit.field("layers", layers, "", {.min = 1});
    visit.field("columns", columns, "");
    visit.group("inner", inner, "one more");
    visit.field("prior", prior, "");
  }
};

}  // namespace

TEST_CASE("schema says what a mapping may hold", "[config]") {
  const ConfigNode expected = ConfigNode::parse(R"(
type: object
properties:
  report: {type: boolean, default: true}
  count: {type: integer, minimum: 1}
  rate: {type: number, exclusiveMinimum: 0, maximum: 1, default: 0.001, description: of Adam}
  limit: {type: number}
  flow: {enum: [spline, maf], default: spline}
  layers: {type: array, items: {type: integer, minimum: 1}}
  columns: {type: array, items: {type: string}}
  inner:
    type: object
    properties:
      simulator: {type: string, description: its name}
    required: [simulator]
    additionalProperties: false
    description: one more
  prior: {}
additionalProperties: false
)",
                                                "expected");
  CHECK(schema_of<Options>().to_yaml() == expected.to_yaml());
  CHECK(schema_of<Options>() == expected);
}

TEST_CASE("schema prints trees as JSON", "[config]") {
  const ConfigNode tree =
      ConfigNode::parse("{b: [1, -2, 1e3, 0.1], a: {x: true, y: null}, t: ['1', 'q\"'], e: {}}", "x");
  const std::string json = to_json(tree);
  CHECK(json.starts_with("{\n  \"b\": [\n    1,\n    -2,\n    1000.0,\n    0.1\n  ],\n  \"a\": {\n    \"x\": true,"));
  CHECK(json.find("\"e\": {}") != std::string::npos);
  const ConfigNode read = ConfigNode::parse(json, "x");
  CHECK(read.find("t")->items()[0].is_text());
  CHECK(read.find("t")->items()[1].text() == "q\"");
  CHECK(read.find("a")->find("y")->is_null());
}

TEST_CASE("schema refuses numbers that JSON does not have", "[config]") {
  CHECK_THROWS_WITH(to_json(ConfigNode::parse("a: [.nan]", "x.yaml")),
                    "x.yaml:1: a[0] = .nan (JSON has no such number)");
  CHECK_THROWS_AS(to_json(ConfigNode::number(INFINITY)), Error);
}
