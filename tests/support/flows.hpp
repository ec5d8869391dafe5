// Flows of any family with a few sizes, which tests set without knowing the family.
#pragma once

#include <string>

#include "flows/families/flow_options.hpp"

namespace inquest::testing {

/// `size` transforms, or components of a mixture.
inline FlowOptions flow_of(const std::string& family, std::int64_t size, const MlpOptions& conditioner) {
  FlowOptions flow{.family = flow_family(family)};
  std::visit(
      [&](auto& options) {
        options.conditioner = conditioner;
        if constexpr (requires { options.transforms; }) options.transforms = size;
        if constexpr (requires { options.components; }) options.components = size;
      },
      flow.family);
  return flow;
}

}  // namespace inquest::testing
