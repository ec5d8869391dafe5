// list: what there is to choose from, one line each.

#include <algorithm>
#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/commands/summary_table.hpp"
#include "apps/routes/evidence_route.hpp"
#include "apps/routes/posterior_route.hpp"
#include "core/config/suggest.hpp"
#include "core/parameters/prior.hpp"
#include "flows/estimators/flow_estimator_options.hpp"
#include "simulators/registry.hpp"

namespace inquest {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows simulators() {
  Rows rows;
  for (const SimulatorEntry& entry : registered_simulators()) {
    rows.push_back({entry.name, entry.doc});
    rows.push_back({"", "parameters: " + entry.parameters});
    for (const FieldDoc& option : entry.options) rows.push_back({"", concat(option.name, ": ", option.doc)});
  }
  return rows;
}

Rows flows() {
  Rows rows;
  for (const auto& [name, doc] : flow_families()) rows.push_back({name, doc});
  return rows;
}

Rows presets() {
  Rows rows;
  for (const auto& [name, doc] : flow_presets()) rows.push_back({name, doc});
  return rows;
}

Rows losses() {
  return {{"l-pop-exponential", "exponential loss of the leaky parity-odd power of the output, for large |log K|"},
          {"exponential", "exponential loss of the output itself, which is then log K"},
          {"logistic", "cross entropy of the output as log odds, which are then log K"}};
}

Rows priors() {
  Rows rows;
  for (const PriorFamily& family : prior_families()) {
    rows.push_back({concat(family.name, ": [", join(family.arguments), "]"), family.doc});
  }
  return rows;
}

Rows methods() {
  Rows rows;
  for (const PosteriorMethod& method : posterior_methods()) rows.push_back({"posterior: " + method.name, method.doc});
  for (const EvidenceMethod& method : evidence_methods()) rows.push_back({"evidence: " + method.name, method.doc});
  return rows;
}

struct Topic {
  std::string name;
  Rows (*rows)();
};

const std::vector<Topic>& topics() {
  static const std::vector<Topic> table{{"simulators", simulators}, {"flows", flows},   {"presets", presets},
                                        {"losses", losses},         {"priors", priors}, {"methods", methods}};
  return table;
}

void print(const Topic& topic) { std::cout << topic.name << "\n" << aligned(topic.rows(), "  "); }

}  // namespace

void list_command(const Words& words) {
  const auto arguments = parse_plain_arguments("list", words, 0, 1);
  if (!arguments) return;
  std::vector<std::string> names;
  bool found = false;
  for (const Topic& topic : topics()) {
    names.push_back(topic.name);
    if (!arguments->empty() && arguments->front() != topic.name) continue;
    print(topic);
    found = true;
  }
  INQUEST_VALIDATE(found, usage, "inquest list: '", arguments->front(), "' is not a list ",
                   suggest(arguments->front(), names));
}

}  // namespace inquest
