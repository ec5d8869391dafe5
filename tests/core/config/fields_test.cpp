#include "core/config/fields.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

struct Counts {
  std::int64_t train = 20000;
  std::int64_t test = 1000;

  void fields(FieldVisitor& visit) {
    visit.field("train", train, "rows per model to train on", {.min = 1});
    visit.field("test", test, "rows per model to hold out", {.min = 0, .max = 1e6});
  }
  bool operator==(const Counts&) const = default;
};

struct Route {
  std::string method = "npe";
  Counts simulations;

  void fields(FieldVisitor& visit) {
    visit.choice("method", method, "how it is found", {"npe", "nle", "moments"});
    visit.group("simulations", simulations, "how many");
  }
  bool operator==(const Route&) const = default;
};

struct Options {
  bool report = true;
  std::int64_t seed = 0;
  double rate = 1e-3;
  double fraction = 0.5;
  double limit = std::nan("");  // not given
  std::string name;
  std::string family = "";  // whatever fits
  std::vector<double> at = {1, 2.5};
  std::vector<std::int64_t> layers = {50, 50};
  std::vector<std::string> columns;
  Route route;
  ConfigNode prior;

  void fields(FieldVisitor& visit) {
    visit.field("report", report, "write a report");
    visit.field("seed", seed, "every random number follows from it", {});
    visit.field("rate", rate, "learning rate", {.min = 0, .min_open = true});
    visit.field("fraction", fraction, "held out", {.min = 0, .max = 1, .max_open = true});
    visit.field("limit", limit, "largest value", {.min = 0});
    visit.field("name", name, "it names the run");
    visit.choice("family", family, "of the flow", {"spline", "maf"});
    visit.field("at", at, "the point");
    visit.field("layers", layers, "widths", {.min = 1});
    visit.field("columns", columns, "names of columns");
    visit.group("route", route, "one route");
    visit.field("prior", prior, "read by the prior");
  }
};

struct Needy {
  std::string name;
  struct Inner {
    std::string simulator;
    void fields(FieldVisitor& visit) {
      visit.field("simulator", simulator, "it names the simulator");
      visit.required("simulator");
    }
  } inner;

  void fields(FieldVisitor& visit) {
    visit.field("name", name, "it names the run");
    visit.required("name");
    visit.group("inner", inner, "");
  }
};

template <class T = Options>
T read(const std::string& text) {
  return read_options<T>(ConfigNode::parse(text, "run.yaml"));
}

template <class T = Options>
std::string read_error(const std::string& text) {
  try {
    read<T>(text);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::config);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("fields leaves the defaults where nothing is given", "[config]") {
  for (const char* text : {"", "{}", "route:\n", "route: {}\n"}) {
    CAPTURE(text);
    const auto options = read(text);
    CHECK(options.seed == 0);
    CHECK(options.at == std::vector<double>{1, 2.5});
    CHECK(options.route == Route());
    CHECK(options.prior.is_null());
  }
}

TEST_CASE("fields reads every type", "[config]") {
  const auto options = read(
      "report: false\n"
      "seed: -7\n"
      "rate: 1\n"
      "fraction: 0\n"
      "limit: 3.5\n"
      "name: 2026\n"
      "family: maf\n"
      "at: [1, .inf]\n"
      "layers: []\n"
      "columns: [H, '2']\n"
      "route:\n"
      "  method: moments\n"
      "  simulations: {train: 1e6}\n"
      "prior: {uniform: [0, 1]}\n");
  CHECK_FALSE(options.report);
  CHECK(options.seed == -7);
  CHECK(options.rate == 1);
  CHECK(options.fraction == 0);
  CHECK(options.limit == 3.5);
  CHECK(options.name == "2026");
  CHECK(options.family == "maf");
  CHECK(options.at == std::vector<double>{1, std::numeric_limits<double>::infinity()});
  CHECK(options.layers.empty());
  CHECK(options.columns == std::vector<std::string>{"H", "2"});
  CHECK(options.route.method == "moments");
  CHECK(options.route.simulations == Counts{.train = 1000000, .test = 1000});
  CHECK(options.prior.find("uniform")->items()[1].where() == "run.yaml:14: prior.uniform[1]");
}

TEST_CASE("fields words what is wrong, where and why", "[config]") {
  struct Case {
    const char* text;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"\n\nseed: many", "run.yaml:3: seed = 'many' (must be an integer)"},
      {"seed: [1]", "run.yaml:1: seed = [1] (must be an integer)"},
      {"seed:", "run.yaml:1: seed = nothing (must be an integer)"},
      {"report: yes", "run.yaml:1: report = 'yes' (must be a boolean) write true or false"},
      {"rate: 0", "run.yaml:1: rate = 0 (must be > 0)"},
      {"rate: -1e-3", "run.yaml:1: rate = -1e-3 (must be > 0)"},
      {"rate: .nan", "run.yaml:1: rate = .nan (must be a finite number)"},
      {"rate: .inf", "run.yaml:1: rate = .inf (must be a finite number)"},
      {"rate: '1'", "run.yaml:1: rate = '1' (must be a number; in quotes it is text)"},
      {"fraction: 1", "run.yaml:1: fraction = 1 (must be in [0, 1))"},
      {"limit: -1", "run.yaml:1: limit = -1 (must be >= 0)"},
      {"name: [a]", "run.yaml:1: name = ['a'] (must be text)"},
      {"family: splin", "run.yaml:1: family = 'splin' (must be one of spline, maf); did you mean 'spline'?"},
      {"family: banana", "run.yaml:1: family = 'banana' (must be one of spline, maf)"},
      {"at: 5", "run.yaml:1: at = 5 (must be a sequence of numbers, [a, b, ...])"},
      {"at: [1,\n x]", "run.yaml:2: at[1] = 'x' (must be a number)"},
      {"layers: [50, 0]", "run.yaml:1: layers[1] = 0 (must be >= 1)"},
      {"layers: [50, 2.5]", "run.yaml:1: layers[1] = 2.5 (must be an integer)"},
      {"columns: H", "run.yaml:1: columns = 'H' (must be a sequence of words, [a, b, ...])"},
      {"columns: [[H]]", "run.yaml:1: columns[0] = ['H'] (must be text)"},
      {"route: npe", "run.yaml:1: route = 'npe' (must be a mapping of keys to values)"},
      {"route:\n  simulations:\n    train: -5", "run.yaml:3: route.simulations.train = -5 (must be >= 1)"},
      {"route: {simulations: {test: 1000001}}", "route.simulations.test = 1000001 (must be in [0, 1000000])"},
      {"[1, 2]", "run.yaml:1: top level = [1, 2] (must be a mapping of keys to values)"},
      {"seed: 1\nraet: 1", "run.yaml:2: raet is not a known key (known: report, seed, rate, fraction, "},
      {"seed: 1\nraet: 1", "prior); did you mean 'rate'?"},
      {"route:\n  simulations:\n    trian: 5",
       "run.yaml:3: route.simulations.trian is not a known key (known: train, test); did you mean 'train'?"},
      {"route: {simulations: {train:5}}",
       "train:5 is not a known key (known: train, test); put a blank behind the colon"},
      {"route:\n  seed: 5", "run.yaml:2: route.seed is not a known key (known: method, simulations)"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK_THAT(read_error(c.text), Contains(c.message));
  }
}

TEST_CASE("fields names what is missing", "[config]") {
  CHECK_THAT(read_error<Needy>("inner: {simulator: x}"), Equals("run.yaml: name is missing (it names the run)"));
  CHECK_THAT(read_error<Needy>("name: x\n\ninner:\n  {}\n"),
             Equals("run.yaml:3: inner.simulator is missing (it names the simulator)"));
  CHECK_THAT(read_error<Needy>("name: x\n"), Equals("run.yaml: inner.simulator is missing (it names the simulator)"));
  CHECK_THAT(read_error<Needy>(""), Equals("run.yaml: name is missing (it names the run)"));
  CHECK_THAT(
      read_error<Needy>("name: x\ninner:\n  simulatr: y"),
      Equals("run.yaml:2: inner.simulator is missing (it names the simulator); is 'simulatr' a misspelling of it?"));
  CHECK(read<Needy>("{name: x, inner: {simulator: y}}").inner.simulator == "y");

  const ConfigNode root = ConfigNode::parse("models:\n  lambda:\n    name: x\n", "run.yaml");
  CHECK_THROWS_WITH(read_options<Needy>(*root.find("models")->find("lambda")),
                    "run.yaml:2: models.lambda.inner.simulator is missing (it names the simulator)");
}

TEST_CASE("fields leaves keys of others alone where they are announced", "[config]") {
  const ConfigNode node = ConfigNode::parse("{train: 5, method: npe}", "run.yaml");
  CHECK(read_options<Counts>(node, {"method"}).train == 5);
  CHECK_THROWS_WITH(read_options<Counts>(node, {"flow"}),
                    "run.yaml:1: method is not a known key (known: flow, train, test)");
}

TEST_CASE("fields reports values set from the command line as such", "[config]") {
  ConfigNode node = ConfigNode::parse("route:\n  method: npe\n", "run.yaml");
  node.set("route.simulations.train", ConfigNode::parse("0", "--set"));
  CHECK_THROWS_WITH(read_options<Options>(node), "--set: route.simulations.train = 0 (must be >= 1)");
  node.set("route.simulations.train", ConfigNode::parse("12", "--set"));
  CHECK(read_options<Options>(node).route.simulations.train == 12);
  node.set("route.methd", ConfigNode::parse("nle", "--set"));
  CHECK_THROWS_WITH(read_options<Options>(node), Contains("--set: route.methd is not a known key"));
}

TEST_CASE("fields writes every field, and reads it back", "[config]") {
  Options options;
  const auto round_trip = [](const Options& before) {
    const ConfigNode written = write_options(before);
    const ConfigNode parsed = ConfigNode::parse(written.to_yaml(), "resolved.yaml");
    CHECK(parsed == written);
    CHECK(write_options(read_options<Options>(parsed)) == written);
    return written;
  };
  const ConfigNode defaults = round_trip(options);
  CHECK(defaults.entries().size() == 12);
  CHECK(defaults.to_yaml() ==
        "report: true\nseed: 0\nrate: 0.001\nfraction: 0.5\nlimit: .nan\nname: ''\nfamily: ''\nat: [1, 2.5]\n"
        "layers: [50, 50]\ncolumns: []\nroute:\n  method: npe\n  simulations:\n    train: 20000\n    test: 1000\n"
        "prior: null\n");

  options.report = false;
  options.seed = std::numeric_limits<std::int64_t>::min();
  options.rate = 1.0 / 3;
  options.limit = 5e-324;
  options.name = "yes: 'no' #\n\"1\"";
  options.family = "maf";
  options.at = {-0.0, 1e300};
  options.columns = {"1", "true", "a, b"};
  options.route = {.method = "nle", .simulations = {.train = 1, .test = 0}};
  options.prior = ConfigNode::parse("{normal: [0, '1']}", "x");
  const ConfigNode written = round_trip(options);
  CHECK(read_options<Options>(written).rate == options.rate);
  CHECK(read_options<Options>(written).name == options.name);
  CHECK(read_options<Options>(written).route == options.route);
}

namespace {

struct Part {
  std::int64_t size = 1;
  void fields(FieldVisitor& visit) { visit.field("size", size, "", {.min = 1}); }
};

struct Parts {
  std::string preset = "small";
  Part base;
  std::optional<Part> extra;
  std::int64_t count = 2;
  std::vector<Part> list;

  void fields(FieldVisitor& visit) {
    visit.choice("preset", preset, "", {"small", "large"});
    visit.defaults([this] { base.size = preset == "large" ? 100 : 1; });
    visit.group("base", base, "");
    visit.optional_group("extra", extra, "none", "");
    visit.count_or_list("parts", count, list, base, "", {.min = 1});
  }
};

Parts read_parts(const std::string& text) { return read_options<Parts>(ConfigNode::parse(text, "run.yaml")); }

}  // namespace

TEST_CASE("fields: defaults may follow from a field before, and given values win", "[config]") {
  CHECK(read_parts("{}").base.size == 1);
  CHECK(read_parts("{preset: large}").base.size == 100);
  CHECK(read_parts("{base: {size: 3}, preset: large}").base.size == 3);
  Parts parts;
  parts.base.size = 7;
  CHECK(write_options(parts).find("base")->find("size")->integer() == 7);
}

TEST_CASE("fields: an optional group is a mapping or the word for none", "[config]") {
  CHECK(!read_parts("{}").extra);
  CHECK(!read_parts("{extra: none}").extra);
  CHECK(read_parts("{extra: {}}").extra->size == 1);
  CHECK(read_parts("{extra: {size: 4}}").extra->size == 4);
  CHECK_THROWS_WITH(read_parts("{extra: nothing}"), "run.yaml:1: extra = 'nothing' (must be none, or a mapping)");
  CHECK_THROWS_AS(read_parts("{extra: [1]}"), Error);
  CHECK_THROWS_AS(read_parts("{extra: {sizes: 4}}"), Error);
  CHECK(write_options(Parts{}).find("extra")->text() == "none");
  CHECK(write_options(read_parts("{extra: {size: 4}}")).find("extra")->find("size")->integer() == 4);
}

TEST_CASE("fields: parts are a count, or a list of what differs", "[config]") {
  CHECK(read_parts("{parts: 3}").count == 3);
  CHECK(read_parts("{parts: 3}").list.empty());
  const Parts parts = read_parts("{preset: large, parts: [{}, {size: 2}]}");
  REQUIRE(parts.list.size() == 2);
  CHECK(parts.count == 2);
  CHECK(parts.list[0].size == 100);
  CHECK(parts.list[1].size == 2);
  CHECK_THROWS_AS(read_parts("{parts: []}"), Error);
  CHECK_THROWS_AS(read_parts("{parts: [{size: 0}]}"), Error);
  CHECK_THROWS_AS(read_parts("{parts: [4]}"), Error);
  const ConfigNode written = write_options(parts);
  CHECK(written.find("parts")->items()[1].find("size")->integer() == 2);
  CHECK(write_options(read_options<Parts>(written)) == written);
}

TEST_CASE("range says what it holds", "[config]") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(Range{}.to_string() == "");
  CHECK(Range{.min = 1}.to_string() == ">= 1");
  CHECK(Range{.max = 2.5, .max_open = true}.to_string() == "< 2.5");
  CHECK(Range{.min = 0, .max = 1, .min_open = true}.to_string() == "in (0, 1]");
  CHECK(Range{.min = 0, .max = 1}.contains(0));
  CHECK_FALSE(Range{.min = 0, .max = 1, .min_open = true}.contains(0));
  CHECK_FALSE(Range{.max = 1, .max_open = true}.contains(1));
  CHECK(Range{}.contains(infinity));
  CHECK_FALSE(Range{}.contains(std::nan("")));
}
