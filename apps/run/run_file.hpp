// The keys of a run file, each once: reading, checking, writing, documentation and schema follow from these lists.
#pragma once

#include <cstdint>
#include <string>

#include "core/config/fields.hpp"

namespace inquest {

/// Version of the schema, the value of the key `inquest`.
inline constexpr std::int64_t run_file_version = 1;

struct SimulationsOptions {
  std::int64_t train = 100000;
  std::int64_t test = 1000;
  std::int64_t rounds = 1;
  double validation_fraction = 0.1;
  double failure_tolerance = 0.1;

  std::int64_t rows() const { return train + test; }

  void fields(FieldVisitor& visit) {
    visit.field("train", train, "rows per model that networks learn from", {.min = 20});
    visit.field("test", test, "rows per model that no training sees", {.min = 0});
    visit.field("rounds", rounds,
                "that the rows are made in, each in a smaller part of the prior around the observation "
                "(docs/methods/rounds.md)",
                {.min = 1, .max = 20});
    visit.field("validation_fraction", validation_fraction, "share of the training rows that decides when to stop",
                {.min = 0, .max = 0.9, .min_open = true});
    visit.field("failure_tolerance", failure_tolerance, "share of failed simulations above which the run stops",
                {.min = 0, .max = 1});
  }
};

struct DiagnosticsOptions {
  bool blind_coverage = true;
  bool learning_curve = true;
  bool calibration = true;
  std::int64_t rows = -1;
  std::int64_t draws = 250;
  std::int64_t predictive = 200;

  void fields(FieldVisitor& visit) {
    visit.field("blind_coverage", blind_coverage, "calibration of what evidence routes have trained, on the test rows");
    visit.field("learning_curve", learning_curve,
                "train networks once more on a quarter of the simulations, and warn where that answers otherwise; "
                "from 400 simulations on");
    visit.field("calibration", calibration, "whether posteriors hold what they promise, on the test rows");
    visit.field(
        "rows", rows,
        "test rows that posteriors are asked at; by default up to 1,000 where a network answers, and none where "
        "each row needs chains",
        {.min = 20, .max = 1e6});
    visit.field("draws", draws, "of the posterior at each of these rows", {.min = 20, .max = 1e5});
    visit.field("predictive", predictive,
                "simulations from draws of the quoted posterior of each model, beside which the observation is looked "
                "at; 0: none, below 100 "
                "no p-value can be small enough for a warning",
                {.min = 0, .max = 1e6});
  }
};

/// One model of `models`, under the name that the user gave it.
struct ModelEntry {
  ConfigNode simulator;
  ConfigNode options;
  ConfigNode parameters;
  ConfigNode likelihood;
  double probability = 0;

  void fields(FieldVisitor& visit) {
    visit.field(
        "simulator", simulator,
        "a registered name, {command: [...]}, {plugin: ./libmine.so}, or {data: {theta: ..., x: ...}}; none where the "
        "likelihood is a program or a plugin of yours");
    visit.field("options", options, "of a registered simulator");
    visit.field("parameters", parameters, "in order: name: {prior: ...}, or name: value for a fixed one");
    visit.required("parameters");
    visit.field("likelihood", likelihood,
                "exact: the simulator's own; {command: [...]}; {plugin: ./libmine.so}; or {gaussian: ...}, assumed");
    visit.field("probability", probability, "prior probability of the model; all equal where none is given",
                {.min = 0, .max = 1});
  }
};

struct RunFile {
  std::int64_t inquest = run_file_version;
  std::string name;
  std::string folder;
  std::int64_t seed = 1;
  ConfigNode observation;
  ConfigNode truth;
  ConfigNode derived;
  ConfigNode models;
  SimulationsOptions simulations;
  ConfigNode posterior;
  ConfigNode evidence;
  std::int64_t draws = 10000;
  DiagnosticsOptions diagnostics;
  bool report = true;

  void fields(FieldVisitor& visit) {
    visit.field("inquest", inquest, "version of this schema",
                {.min = run_file_version, .max = static_cast<double>(run_file_version)});
    visit.field("name", name, "of the run, for titles");
    visit.required("name");
    visit.field("folder", folder, "that relative paths start from; the run file's own where it is not given");
    visit.field("seed", seed, "that every random number follows from", {.min = 0});
    visit.field("observation", observation,
                "a file, {file: ..., columns: [...]}, or the numbers themselves; none where the likelihoods are "
                "commands that hold "
                "their data");
    visit.field("truth", truth,
                "values of parameters that you know, of an observation that was simulated, by name: {Om: 0.3}; the "
                "report shows them beside the posteriors, and nothing else follows from them");
    visit.field("derived", derived,
                "functions of parameters, by name: {S8: 'sigma8*sqrt(Om/0.3)'}, or {formula: ..., latex: ..., unit: "
                "...}; tables, chains and corner plots show them beside the parameters");
    visit.field("models", models, "by name: {simulator: ..., parameters: ...}");
    visit.required("models");
    visit.group("simulations", simulations, "how many rows are simulated");
    visit.field("posterior", posterior,
                "routes to p(theta | x, M), by name: {method: ...}; {} for none; by default auto and moments, or "
                "what the models and the observation allow");
    visit.field("evidence", evidence,
                "routes to log K, by name: {method: ...}; {} for none; by default network, where there are two "
                "models");
    visit.field("draws", draws, "from each posterior", {.min = 2, .max = 1e8});
    visit.group("diagnostics", diagnostics, "checks on the test rows");
    visit.field("report", report, "whether report.html is written");
  }
};

}  // namespace inquest
