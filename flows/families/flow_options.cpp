#include "flows/families/flow_options.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "flows/families/mixture_density_network.hpp"
#include "flows/families/transform_flow.hpp"
#include "flows/transforms/rational_quadratic.hpp"

namespace inquest {

namespace {

std::unique_ptr<Flow> make_family(const FlowOptions& options, const FlowShape& shape, Random& random) {
  const RationalQuadratic spline{options.bins, options.tail_bound, false};
  const TransformFlowOptions size{options.transforms, options.conditioner,
                                  options.mixing == "lu" ? Mixing::lu : Mixing::permutation};
  if (options.family == "nsf") return make_coupling_flow(spline, shape, size, random);
  if (options.family == "spline") return make_autoregressive_flow(spline, shape, size, random);
  if (options.family == "mdn") {
    return std::make_unique<MixtureDensityNetwork>(shape.features, shape.context, options.components,
                                                   options.conditioner, random);
  }
  return make_autoregressive_flow(Affine{}, shape, size, random);
}

}  // namespace

void FlowOptions::fields(FieldVisitor& visit) {
  family_field(visit);
  size_fields(visit);
}

void FlowOptions::family_field(FieldVisitor& visit) {
  std::vector<std::string> names;
  for (const auto& [name, doc] : flow_families()) names.push_back(name);
  visit.choice("flow", family, "family of the conditional density", names);
}

void FlowOptions::size_fields(FieldVisitor& visit) {
  visit.field("transforms", transforms, "transforms in the flow (maf, spline, nsf)", {.min = 1});
  visit.choice("mixing", mixing, "of the parameters after each transform: permutation, or lu, a learned linear map too",
               {"permutation", "lu"});
  conditioner.fields(visit);
  visit.field("bins", bins, "of each spline (spline, nsf)",
              {.min = 2, .max = static_cast<double>(RationalQuadratic::max_bins)});
  visit.field("tail_bound", tail_bound,
              "splines (spline, nsf) act within plus and minus this; z is standard normal under the prior",
              {.min = 0, .min_open = true});
  visit.field("components", components, "normals in the mixture (mdn)", {.min = 1});
  embedding_field(visit, embedding, "network through which the flow sees what it is given");
}

const std::vector<std::pair<std::string, std::string>>& flow_families() {
  static const std::vector<std::pair<std::string, std::string>> families = {
      {"maf", "masked autoregressive flow: a chain of affine autoregressive transforms"},
      {"spline", "autoregressive neural spline flow: as maf, with rational-quadratic splines"},
      {"nsf", "coupling neural spline flow: splines of half of the coordinates given the others, faster to draw from"},
      {"mdn", "mixture density network: a mixture of normals with full covariances"}};
  return families;
}

bool knows_circles(const std::string& family) { return family == "spline" || family == "nsf"; }

std::vector<FlowOptions> widened(std::vector<FlowOptions> flows, std::size_t features) {
  for (FlowOptions& flow : flows) {
    for (std::int64_t& width : flow.conditioner.hidden) width = std::max(width, static_cast<std::int64_t>(features));
  }
  return flows;
}

std::unique_ptr<Flow> make_flow(const FlowOptions& options, const FlowShape& shape, Random& random) {
  INQUEST_VALIDATE(shape.circular.empty() || knows_circles(options.family), config, "flow: ", options.family,
                   " (it has no map of a circle, which a periodic parameter needs); take spline or nsf");
  const Shape context =
      shape.context_shape.empty() ? Shape{static_cast<std::size_t>(shape.context)} : shape.context_shape;
  FlowShape embedded = shape;
  embedded.context = embedding_outputs(options.embedding, context);
  auto flow = make_family(options, embedded, random);
  flow->embed_context(make_embedding(options.embedding, context, flow->parameters(), random));
  return flow;
}

}  // namespace inquest
