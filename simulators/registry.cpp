#include "simulators/registry.hpp"

#include <algorithm>

#include "simulators/benchmark/bernoulli_glm.hpp"
#include "simulators/benchmark/gaussian_linear.hpp"
#include "simulators/benchmark/gaussian_mixture.hpp"
#include "simulators/benchmark/lotka_volterra.hpp"
#include "simulators/benchmark/sir.hpp"
#include "simulators/benchmark/slcp.hpp"
#include "simulators/benchmark/slcp_distractors.hpp"
#include "simulators/benchmark/two_moons.hpp"
#include "simulators/expansion_history.hpp"
#include "simulators/external/archive.hpp"
#include "simulators/external/external_simulator.hpp"
#include "simulators/external/plugin_simulator.hpp"
#include "simulators/growth_series.hpp"
#include "simulators/linear_gaussian.hpp"
#include "simulators/maps/gaussian_map.hpp"
#include "simulators/maps/lognormal_map.hpp"
#include "simulators/maps/shear_map.hpp"
#include "simulators/stationary_series.hpp"

namespace inquest {
namespace {

struct Row {
  std::string name;
  std::string doc;
  std::string parameters;
  SimulatorBundle (*make)(const SimulatorRequest&);
  ConfigNode (*resolve)(const SimulatorRequest&);
  std::vector<FieldDoc> (*document)();
};

template <class Options, SimulatorBundle (*make)(const Options&, const SimulatorRequest&)>
Row row(std::string name, std::string doc, std::string parameters) {
  return {
      .name = std::move(name),
      .doc = std::move(doc),
      .parameters = std::move(parameters),
      .make = [](const SimulatorRequest& request) { return make(read_options<Options>(request.options), request); },
      .resolve = [](const SimulatorRequest& request) { return write_options(read_options<Options>(request.options)); },
      .document = [] { return document_options(Options{}); },
  };
}

const std::vector<Row>& table() {
  static const std::vector<Row> rows{
      row<ExpansionHistoryOptions, make_expansion_history>(
          "expansion_history", "H(z) of a Friedmann universe at measured redshifts, with normal errors",
          "H0, Om; Ok where curvature is free beside dark energy; w where dark_energy is w"),
      row<GrowthSeriesOptions, make_growth_series>("growth_series",
                                                   "time series of linear growth and cosines, with its exact evidence",
                                                   "growth; any of a1, a2, ... (those not listed are nuisances)"),
      row<LinearGaussianOptions, make_linear_gaussian>(
          "linear_gaussian", "x = A theta + b + noise, with its exact posterior and evidence", "any names"),
      row<StationarySeriesOptions, make_stationary_series>(
          "stationary_series", "stationary periodic series under noise, with its exact posterior and evidence",
          "any of z1, z2, ...: the series without noise, normal with its covariance beforehand"),
      row<GaussianMapOptions, make_gaussian_map>(
          "gaussian_map", "map of a Gaussian field with a power-law spectrum under noise, with its exact likelihood",
          "A, B: power at the wave number 8, and minus its slope"),
      row<LognormalMapOptions, make_lognormal_map>(
          "lognormal_map", "map of the exponential of a Gaussian field, with its exact likelihood",
          "s, B: standard deviation of the logarithm, and minus the slope"),
      row<ShearMapOptions, make_shear_map>(
          "shear_map", "two bins of a lensing survey with intrinsic alignment, with their exact likelihood",
          "A, B: power at the wave number 8, and minus its slope; a: the alignment"),
      row<NoOptions, make_gaussian_linear>("gaussian_linear", "benchmark: mean of a normal in 10 dimensions",
                                           "theta_1, ..., theta_10"),
      row<NoOptions, make_gaussian_linear_uniform>(
          "gaussian_linear_uniform", "benchmark: the same, for a uniform prior", "theta_1, ..., theta_10"),
      row<NoOptions, make_gaussian_mixture>("gaussian_mixture", "benchmark: mean of a wide and a narrow normal",
                                            "theta_1, theta_2"),
      row<NoOptions, make_two_moons>("two_moons", "benchmark: a posterior of two crescents", "theta_1, theta_2"),
      row<NoOptions, make_slcp>("slcp", "benchmark: simple likelihood, complex posterior", "theta_1, ..., theta_5"),
      row<NoOptions, make_slcp_distractors>("slcp_distractors", "benchmark: slcp among 92 numbers that say nothing",
                                            "theta_1, ..., theta_5"),
      row<NoOptions, make_bernoulli_glm>("bernoulli_glm", "benchmark: sufficient statistics of spikes under noise",
                                         "theta_1, ..., theta_10"),
      row<NoOptions, make_bernoulli_glm_raw>("bernoulli_glm_raw", "benchmark: the spikes themselves",
                                             "theta_1, ..., theta_10"),
      row<NoOptions, make_sir>("sir", "benchmark: an epidemic, tested on ten days", "beta, gamma"),
      row<NoOptions, make_lotka_volterra>("lotka_volterra", "benchmark: prey and predators, counted ten times",
                                          "alpha, beta, gamma, delta"),
  };
  return rows;
}

const Row& find_row(const SimulatorRequest& request) {
  std::vector<std::string> names;
  for (const Row& row : table()) {
    if (row.name == request.simulator.text()) return row;
    names.push_back(row.name);
  }
  const std::string& word = request.simulator.text();
  const bool program = word.find_first_of("./") != std::string::npos;  // no name of ours has one
  const char* yours = "; a program of yours is {command: [python3, simulator.py], data_shape: [12]}";
  if (word.ends_with(".so")) yours = "; a shared library of yours is {plugin: ./libmine.so}";
  request.simulator.fail(concat("is no simulator ", suggest(word, names), program ? yours : ""));
}

// Those that are written as a mapping, by the key that tells them apart.
template <class Options, SimulatorBundle (*make)(const Options&, const SimulatorRequest&)>
Row kind(std::string key) {
  return {
      .name = std::move(key),
      .doc = {},
      .parameters = {},
      .make = [](const SimulatorRequest& request) { return make(read_options<Options>(request.simulator), request); },
      .resolve =
          [](const SimulatorRequest& request) { return write_options(read_options<Options>(request.simulator)); },
      .document = nullptr};
}

const Row& find_kind(const SimulatorRequest& request) {
  static const std::vector<Row> kinds{kind<ExternalSimulatorOptions, make_external_simulator>("command"),
                                      kind<PluginOptions, make_plugin_simulator>("plugin"),
                                      kind<ArchiveOptions, make_archive>("data")};
  const Row* found = nullptr;
  for (const Row& one : kinds) {
    if (request.simulator.find(one.name) == nullptr) continue;
    if (found != nullptr) request.simulator.fail("(must have one of the keys command, plugin and data)");
    found = &one;
  }
  if (found == nullptr) {
    request.simulator.fail("(must have one of the keys command, plugin and data, or be a registered name)");
  }
  if (!request.options.is_null()) {
    request.options.fail(concat("(only a registered simulator has options) ",
                                found->name == "plugin" ? "write them within the mapping of the plugin"
                                                        : "pass them as arguments of the command"));
  }
  return *found;
}

}  // namespace

SimulatorBundle make_simulator(const SimulatorRequest& request) {
  return (request.simulator.is_mapping() ? find_kind(request) : find_row(request)).make(request);
}

ConfigNode resolve_simulator_options(const SimulatorRequest& request) {
  return (request.simulator.is_mapping() ? find_kind(request) : find_row(request)).resolve(request);
}

std::vector<SimulatorEntry> registered_simulators() {
  std::vector<SimulatorEntry> entries;
  for (const Row& row : table()) entries.push_back({row.name, row.doc, row.parameters, row.document()});
  return entries;
}

}  // namespace inquest
