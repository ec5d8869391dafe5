#include "flows/families/flow_options.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"
#include "flows/families/flow_preset.hpp"

namespace inquest {
namespace {

// `family` with what it has in common with the one before it.
FlowFamily carry_over(FlowFamily family, const FlowFamily& before) {
  const ConfigNode values = std::visit([](const auto& options) { return write_options(options); }, before);
  FieldReader reader(values);  // not finished: what only the one before has is left
  std::visit([&](auto& options) { options.fields(reader); }, family);
  return family;
}

std::unique_ptr<Flow> make_family(const FlowFamily& family, const FlowShape& shape, Random& random) {
  return std::visit([&](const auto& options) { return options.make(shape, random); }, family);
}

}  // namespace

void FlowOptions::fields(FieldVisitor& visit) {
  family_field(visit);
  option_fields(visit);
}

void FlowOptions::family_field(FieldVisitor& visit) {
  std::string name = name_of(family);
  visit.choice("flow", name, "family of the conditional density", flow_family_names());
  if (name != name_of(family)) family = carry_over(preset_family(preset, name), family);
}

void FlowOptions::option_fields(FieldVisitor& visit) {
  visit.one_of("flow", family);
  embedding_field(visit, embedding, "network through which the flow sees what it is given");
}

std::vector<FlowOptions> widened(std::vector<FlowOptions> flows, std::size_t features) {
  const auto least = static_cast<std::int64_t>(features);
  for (FlowOptions& flow : flows) {
    std::visit(
        [&](auto& options) {
          for (std::int64_t& width : options.conditioner.hidden) width = std::max(width, least);
        },
        flow.family);
  }
  return flows;
}

std::unique_ptr<Flow> make_flow(const FlowOptions& options, const FlowShape& shape, Random& random) {
  INQUEST_VALIDATE(shape.circular.empty() || knows_circles(options.family), config, "flow: ", name_of(options.family),
                   " (it has no map of a circle, which a periodic parameter needs); take one of ",
                   join(circular_family_names()));
  const Shape context =
      shape.context_shape.empty() ? Shape{static_cast<std::size_t>(shape.context)} : shape.context_shape;
  FlowShape embedded = shape;
  embedded.context = embedding_outputs(options.embedding, context);
  auto flow = make_family(options.family, embedded, random);
  flow->embed_context(make_embedding(options.embedding, context, flow->parameters(), random));
  return flow;
}

}  // namespace inquest
