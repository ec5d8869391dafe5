#include "flows/families/flow_family.hpp"

#include "flows/families/flow_preset.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("flow families: each is found by its name, and says what it is") {
  CHECK(flow_family_names() == std::vector<std::string>{"maf", "spline", "nsf", "mdn"});
  for (const FlowFamily& family : flow_families()) {
    CHECK(flow_family(name_of(family)).index() == family.index());
    CHECK(!doc_of(family).empty());
  }
}

TEST_CASE("flow families: those with maps of a circle are those that build flows of angles") {
  CHECK(circular_family_names() == std::vector<std::string>{"spline", "nsf"});
  const FlowShape angle{.features = 1, .context = 0, .circular = {0}};
  for (const FlowFamily& family : flow_families()) {
    if (!knows_circles(family)) continue;
    Random random(Seed{1});
    CHECK(std::visit([&](const auto& options) { return options.make(angle, random); }, family)->features() == 1);
  }
}
