#include "flows/families/flow_family.hpp"

#include <algorithm>

#include "core/base/error.hpp"

namespace inquest {
namespace {

template <class... Families>
std::vector<FlowFamily> one_of_each(const std::variant<Families...>&) {
  return {Families{}...};
}

std::vector<std::string> names_where(bool (*holds)(const FlowFamily&)) {
  std::vector<std::string> names;
  for (const FlowFamily& family : flow_families()) {
    if (holds(family)) names.push_back(name_of(family));
  }
  return names;
}

}  // namespace

const std::vector<FlowFamily>& flow_families() {
  static const std::vector<FlowFamily> families = one_of_each(FlowFamily{});
  return families;
}

std::string name_of(const FlowFamily& family) {
  return std::visit([](const auto& options) { return std::string(options.name); }, family);
}

std::string doc_of(const FlowFamily& family) {
  return std::visit([](const auto& options) { return std::string(options.doc); }, family);
}

bool knows_circles(const FlowFamily& family) {
  return std::visit([](const auto& options) { return options.knows_circles; }, family);
}

std::vector<std::string> flow_family_names() {
  return names_where([](const FlowFamily&) { return true; });
}

std::vector<std::string> circular_family_names() { return names_where(knows_circles); }

FlowFamily flow_family(const std::string& name) {
  const auto found = std::ranges::find(flow_families(), name, name_of);
  INQUEST_EXPECT(found != flow_families().end());
  return *found;
}

}  // namespace inquest
