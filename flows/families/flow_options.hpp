// FlowOptions: the family of a flow with its options, and the embedding before it; `make_flow` builds one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/config/fields.hpp"
#include "core/nn/embeddings.hpp"
#include "flows/families/flow.hpp"
#include "flows/families/flow_family.hpp"

namespace inquest {

struct FlowOptions {
  FlowFamily family = MafOptions{};
  std::optional<EmbeddingOptions> embedding = {};  // of the context
  std::string preset = "inquest";                  // whose defaults another family begins with; not a field

  void fields(FieldVisitor& visit);

  // The two parts of `fields`: defaults of the options depend on the family. One that is changed keeps what both have.
  void family_field(FieldVisitor& visit);
  void option_fields(FieldVisitor& visit);
};

/// The same flows with hidden layers of `features` units at least: each coordinate of an autoregressive flow needs one
/// of its own in every layer.
std::vector<FlowOptions> widened(std::vector<FlowOptions> flows, std::size_t features);

/// An untrained flow, whose parameters are still to be flattened; throws Error(config) on circular
/// features of a family that knows none, or an embedding of no context.
std::unique_ptr<Flow> make_flow(const FlowOptions& options, const FlowShape& shape, Random& random);

}  // namespace inquest
