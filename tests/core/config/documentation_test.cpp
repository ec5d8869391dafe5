#include "core/config/documentation.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

struct Inner {
  std::int64_t train = 20000;
  void fields(FieldVisitor& visit) { visit.field("train", train, "rows", {.min = 1}); }
};

struct Options {
  bool report = true;
  double rate = 0.001;
  double limit = std::nan("");
  std::string name;
  std::string flow = "spline";
  std::vector<std::int64_t> layers = {50, 50};
  Inner simulations;
  ConfigNode prior;

  void fields(FieldVisitor& visit) {
    visit.field("name", name, "of the run");
    visit.required("name");
    visit.field("report", report, "yes | no");
    visit.field("rate", rate, "of Adam", {.min = 0, .max = 1, .min_open = true});
    visit.field("limit", limit, "none if not given", {});
    visit.choice("flow", flow, "family", {"spline", "maf"});
    visit.field("layers", layers, "widths", {.min = 1});
    visit.group("simulations", simulations, "how many");
    visit.field("prior", prior, "a prior");
  }
};

}  // namespace

TEST_CASE("documentation has a row per field", "[config]") {
  const auto rows = document_options<Options>();
  const std::vector<std::vector<std::string>> expected = {
      {"name", "text", "required", "of the run"},
      {"report", "true or false", "true", "yes | no"},
      {"rate", "number in (0, 1]", "0.001", "of Adam"},
      {"limit", "number", "", "none if not given"},
      {"flow", "one of spline, maf", "spline", "family"},
      {"layers", "sequence of integers >= 1", "[50, 50]", "widths"},
      {"simulations", "mapping", "", "how many"},
      {"simulations.train", "integer >= 1", "20000", "rows"},
      {"prior", "value", "", "a prior"},
  };
  REQUIRE(rows.size() == expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(std::vector{rows[i].name, rows[i].type, rows[i].default_value, rows[i].doc} == expected[i]);
  }
}

TEST_CASE("documentation shows the defaults of the options that it is given", "[config]") {
  Options options;
  options.report = false;
  CHECK(document_options(options)[1].default_value == "false");
}

namespace {

struct Plain {
  static constexpr const char* name = "plain";
  double size = 1;
  void fields(FieldVisitor& visit) { visit.field("size", size, "of it"); }
};

struct Fancy : Plain {
  static constexpr const char* name = "fancy";
  double frill = 1;
  void fields(FieldVisitor& visit) {
    Plain::fields(visit);
    visit.field("frill", frill, "around it");
  }
};

struct Style {
  std::variant<Plain, Fancy> style = Fancy{{.size = 5}};
  void fields(FieldVisitor& visit) { visit.one_of("style", style); }
};

}  // namespace

TEST_CASE("documentation says which words an option goes with, unless it goes with all", "[config]") {
  const auto rows = document_options<Style>();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].doc == "of it");
  CHECK(rows[0].default_value == "5");
  CHECK(rows[1].doc == "around it (style: fancy)");
}

TEST_CASE("documentation is a table in Markdown", "[config]") {
  const std::string table = to_markdown(document_options<Options>());
  CHECK(table.starts_with(
      "| key | type | default | meaning |\n|---|---|---|---|\n| `name` | text | required | of the run |\n"));
  CHECK(table.find("| `report` | true or false | `true` | yes \\| no |\n") != std::string::npos);
  CHECK(table.find("| `simulations.train` | integer >= 1 | `20000` | rows |\n") != std::string::npos);
}
