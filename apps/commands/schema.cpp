// schema: JSON Schema of the run file, from the lists that also read and check it.

#include "apps/commands/schema.hpp"

#include <iostream>

#include "apps/commands/arguments.hpp"
#include "apps/routes/evidence_route.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/run/run_file.hpp"
#include "core/config/schema.hpp"

namespace inquest {
namespace {

/// The schema of a mapping whose keys the user names and whose values are all alike.
ConfigNode named(const ConfigNode& value) {
  return ConfigNode::mapping({{"type", ConfigNode::scalar("object")}, {"additionalProperties", value}});
}

/// The schema of a section of routes, each by one of the methods.
template <class Method>
ConfigNode routes(const std::vector<Method>& methods) {
  std::vector<ConfigNode> alternatives;
  for (const Method& method : methods) alternatives.push_back(method.schema);
  return named(ConfigNode::mapping({{"anyOf", ConfigNode::sequence(std::move(alternatives))}}));
}

}  // namespace

std::string run_file_schema() {
  ConfigNode schema = schema_of<RunFile>();
  schema.set("properties.models", named(schema_of<ModelEntry>()));
  schema.set("properties.posterior", routes(posterior_methods()));
  schema.set("properties.evidence", routes(evidence_methods()));
  return to_json(schema);
}

void schema_command(const Words& words) {
  if (!parse_plain_arguments("schema", words, 0, 0)) return;
  std::cout << run_file_schema();
}

}  // namespace inquest
