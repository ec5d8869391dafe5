// Requests and models for tests of simulators, from the text of a run file.
#pragma once

#include <filesystem>
#include <string>

#include "simulators/registry.hpp"
#include "tests/support/catch.hpp"

namespace inquest::testing {

struct RequestText {
  std::string simulator;
  std::string options = "{}";
  std::string parameters;  // flow mapping, {H0: {prior: {uniform: [50, 90]}}, Om: 0.3}
  std::filesystem::path base = INQUEST_SOURCE_DIR "/docs/examples";
};

inline ParameterSpace parse_space(const std::string& parameters) {
  return ParameterSpace::parse(ConfigNode::parse(parameters, "run.yaml"));
}

inline SimulatorRequest parse_request(const RequestText& text) {
  const ConfigNode root =
      ConfigNode::parse("simulator: " + text.simulator + "\noptions: " + text.options + "\n", "run.yaml");
  SimulatorRequest request{
      .simulator = *root.find("simulator"), .options = *root.find("options"), .parameters = {}, .base = text.base};
  if (text.options == "~") request.options = ConfigNode();
  const ParameterSpace space = parse_space(text.parameters);
  request.parameters = space.names();
  for (const Parameter& parameter : space.parameters()) {
    if (parameter.fixed_value) request.fixed.push_back(parameter.name);
  }
  return request;
}

inline Model make_model(const RequestText& text) {
  return {.name = "model",
          .space = parse_space(text.parameters),
          .bundle = make_simulator(parse_request(text)),
          .probability = 1};
}

/// The error that building a simulator ends with.
inline Error error_of(const RequestText& text) {
  try {
    make_simulator(parse_request(text));
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error from " << text.simulator << " " << text.options);
  throw;
}

}  // namespace inquest::testing
