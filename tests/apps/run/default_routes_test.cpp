#include "apps/run/run.hpp"
#include "core/files/npy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

const std::string one_model = R"(name: defaults
models:
  first:
    simulator: linear_gaussian
    parameters: {a: {prior: {normal: [0, 1]}}}
)";
const std::string second_model = "  second: {simulator: linear_gaussian, parameters: {a: {prior: {normal: [0, 2]}}}}\n";
const std::string third_model = "  third: {simulator: linear_gaussian, parameters: {a: {prior: {normal: [0, 3]}}}}\n";
const std::string one_datum = "observation: [0.5]\n";
const std::string npe = "posterior: {npe: {method: npe}}\n";

Run load(const std::string& text) {
  const TemporaryDirectory folder;
  write_text(folder / "many.csv", "x\n0.5\n0.6\n0.7\n");
  write_text(folder / "run.yaml", text);
  return load_run(folder / "run.yaml");
}

std::string notices_of(const std::string& text) {
  const Run run = load(text);
  std::string all;
  for (const std::string& notice : run.notices) all += notice + "\n";
  UNSCOPED_INFO(all);
  return all;
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("the usual defaults need no words, and a run of one model compares nothing") {
  CHECK(notices_of(one_model + one_datum).empty());
  CHECK(notices_of(one_model + second_model + one_datum).empty());
  CHECK(notices_of(one_model + one_datum + npe).empty());
  CHECK(notices_of(one_model + second_model + one_datum + npe + "evidence: {}\n").empty());
}

TEST_CASE("a section that is not given beside one that is says what it does, and how to switch it off") {
  const std::string unasked = notices_of(one_model + second_model + one_datum + npe);
  CHECK(says(unasked, "evidence is not given: network is the default"));
  CHECK(says(unasked, "evidence: {} asks for none"));
  CHECK(load(one_model + second_model + one_datum + npe + "evidence: {}\n").evidence.empty());

  const std::string other = notices_of(one_model + second_model + one_datum + "evidence: {n: {method: network}}\n");
  CHECK(says(other, "posterior is not given: auto, moments are the default"));
  CHECK(says(other, "posterior: {} asks for none"));
}

TEST_CASE("what several observations, more models or a missing simulator leave out is told with the reason") {
  const std::string several = notices_of(one_model + second_model + "observation: many.csv\n");
  CHECK(says(several, "posterior is not given: nle is the only route; auto and moments are left out"));
  CHECK(says(several, "evidence is not given: no models are compared; network is left out"));
  CHECK(says(several, "there are 3"));

  const std::string three = notices_of(one_model + second_model + third_model + one_datum);
  CHECK(says(three, "evidence is not given: no models are compared (the default is for two, and there are 3)"));

  const std::string alone =
      "name: n\nmodels: {m: {likelihood: {command: [cat]}, parameters: {a: {prior: {normal: [0, 1]}}}}}\n";
  CHECK(says(notices_of(alone), "posterior is not given: nested is the only route"));
}

TEST_CASE("data of many numbers have default routes that can serve them") {
  const auto text = [](const std::string& parameter) {
    return concat(
        "name: maps\nobservation: map.npy\nmodels:\n  first:\n    simulator: {command: ['true'], data_shape: "
        "[64, 64]}\n    parameters: {a: {prior: {uniform: [0, 6]}",
        parameter, "}}\n");
  };
  const auto routes_of = [](const std::string& run_file) {
    const TemporaryDirectory folder;
    write_npy(folder / "map.npy", {64, 64}, std::vector<double>(4096, 0.5));
    write_text(folder / "run.yaml", run_file);
    std::vector<std::string> names;
    for (const PosteriorRoute& route : load_run(folder / "run.yaml").posterior) names.push_back(route.name);
    return names;
  };
  CHECK(routes_of(text("")) == std::vector<std::string>{"npe", "moments"});
  CHECK(routes_of(text(", periodic: true")) == std::vector<std::string>{"npe"});
}

}  // namespace inquest::testing
