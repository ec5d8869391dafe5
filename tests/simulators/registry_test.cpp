#include "simulators/registry.hpp"

#include <algorithm>

#include "core/model/check_simulator.hpp"
#include "tests/simulators/benchmark/benchmark_model.hpp"
#include "tests/simulators/requests.hpp"

namespace inquest {
namespace {

using Catch::Contains;
using testing::RequestText;

TEST_CASE("registry: every registered simulator keeps the law of simulators", "[registry]") {
  const std::vector<RequestText> texts{
      {.simulator = "expansion_history",
       .options = "{data: cosmic_chronometers.csv}",
       .parameters = "{Om: {prior: {uniform: [0, 1]}}, H0: {prior: {uniform: [50, 90]}}}"},
      {.simulator = "expansion_history",
       .options = "{data: cosmic_chronometers.csv, dark_energy: w, curvature: free}",
       .parameters = "{H0: 70, Om: {prior: {uniform: [0.1, 1]}}, Ok: {prior: {normal: [0, 0.01]}}, "
                     "w: {prior: {uniform: [-2, 0]}}}"},
      {.simulator = "growth_series", .options = "~", .parameters = "{growth: {prior: {normal: [0, 1]}}}"},
      {.simulator = "stationary_series", .options = "~", .parameters = "{z3: {prior: {normal: [0, 1]}}}"},
      {.simulator = "growth_series",
       .options = "{points: 7}",
       .parameters = "{a2: {prior: {beta: [2, 3]}}, growth: 0}"},
      {.simulator = "gaussian_map",
       .options = "{size: 6}",
       .parameters = "{B: {prior: {uniform: [1, 3]}}, A: {prior: {uniform: [0.5, 1.5]}}}"},
      {.simulator = "lognormal_map",
       .options = "{size: 5}",
       .parameters = "{s: {prior: {uniform: [0.2, 1]}}, B: {prior: {uniform: [2, 4]}}}"},
      {.simulator = "shear_map",
       .options = "{size: 4}",
       .parameters = "{A: {prior: {uniform: [0.5, 1.5]}}, B: 2, a: {prior: {uniform: [-0.1, 0.1]}}}"},
      {.simulator = "linear_gaussian", .options = "~", .parameters = "{any: {prior: {exponential: 2}}}"},
      {.simulator = "linear_gaussian",
       .options = "{design: random, observations: 33}",
       .parameters = "{a: {prior: {normal: [0, 1]}}, b: {prior: {normal: [0, 1]}}, c: 1}"},
  };
  for (const RequestText& text : texts) {
    CAPTURE(text.simulator, text.options);
    CHECK(check_simulator(testing::make_model(text), Seed{1}).violations.empty());
  }
  const ConfigNode benchmark = testing::benchmark_tasks();  // which have a test of their own
  for (const SimulatorEntry& entry : registered_simulators()) {
    if (benchmark.find(entry.name) != nullptr) continue;
    CHECK(std::any_of(texts.begin(), texts.end(), [&](const RequestText& t) { return t.simulator == entry.name; }));
    CHECK_FALSE(entry.options.empty());
  }
}

TEST_CASE("registry: what is no simulator", "[registry]") {
  const auto message = [](const std::string& simulator, const std::string& options = "~") {
    const Error error =
        testing::error_of({.simulator = simulator, .options = options, .parameters = "{a: {prior: {normal: [0, 1]}}}"});
    CHECK(error.kind() == ErrorKind::config);
    return std::string(error.what());
  };
  CHECK_THAT(message("linear_gausian"), Contains("run.yaml:1") && Contains("did you mean 'linear_gaussian'?"));
  CHECK_THAT(message("decay.py"), Contains("a program of yours is {command: [python3, simulator.py], data_shape"));
  CHECK_THAT(message("[linear_gaussian]"), Contains("run.yaml:1"));
  CHECK_THAT(message("~"), Contains("run.yaml:1"));
  CHECK_THAT(message("{}"), Contains("command") && Contains("data"));
  CHECK_THAT(message("{command: [true], data: {theta: a.npy, x: b.npy}}"), Contains("one of the keys"));
  CHECK_THAT(message("{command: ['true'], data_shape: [1]}", "{points: 3}"), Contains("options"));
  CHECK_THAT(message("{command: ['true'], data_shape: [1], worker: 2}"), Contains("did you mean 'workers'?"));
  CHECK_THAT(message("{data: {theta: a.npy, y: b.npy}}"), Contains("x is missing"));
  CHECK_THAT(message("linear_gaussian", "{points: 3}"), Contains("points"));
}

TEST_CASE("registry: options with every default filled in", "[registry]") {
  const ConfigNode resolved = resolve_simulator_options(testing::parse_request(
      {.simulator = "growth_series", .options = "~", .parameters = "{growth: {prior: {normal: [0, 1]}}}"}));
  CHECK(resolved.find("points")->integer() == 20);
  const ConfigNode external =
      resolve_simulator_options(testing::parse_request({.simulator = "{command: [python3, a.py], data_shape: [32]}",
                                                        .options = "~",
                                                        .parameters = "{a: {prior: {normal: [0, 1]}}}"}));
  CHECK(external.find("workers")->integer() == 1);
}

}  // namespace
}  // namespace inquest
