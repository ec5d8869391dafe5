// FlowOptions: the family of a flow and its size; `make_flow` builds one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/random.hpp"
#include "core/config/fields.hpp"
#include "core/nn/embeddings.hpp"
#include "core/nn/mlp.hpp"
#include "flows/families/flow.hpp"

namespace inquest {

struct FlowOptions {
  std::string family = "maf";
  std::int64_t transforms = 5;
  std::string mixing = "permutation";
  MlpOptions conditioner = {{64, 64}, "silu"};
  std::int64_t bins = 8;
  double tail_bound = 5;
  std::int64_t components = 8;
  std::optional<EmbeddingOptions> embedding = {};  // of the context

  void fields(FieldVisitor& visit);

  // The two parts of `fields`: defaults of the sizes may depend on the family.
  void family_field(FieldVisitor& visit);
  void size_fields(FieldVisitor& visit);
};

/// Names of the families with what they are: "maf", "spline", "nsf", "mdn".
const std::vector<std::pair<std::string, std::string>>& flow_families();

/// Whether flows of this family have circular features (FlowShape).
bool knows_circles(const std::string& family);

/// The same flows with hidden layers of `features` units at least: each coordinate of an autoregressive flow needs one
/// of its own in every layer.
std::vector<FlowOptions> widened(std::vector<FlowOptions> flows, std::size_t features);

/// An untrained flow, whose parameters are still to be flattened; throws Error(config) on circular
/// features of a family that knows none, or an embedding of no context.
std::unique_ptr<Flow> make_flow(const FlowOptions& options, const FlowShape& shape, Random& random);

}  // namespace inquest
