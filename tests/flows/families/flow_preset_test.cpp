#include "flows/families/flow_preset.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("flow presets: our own is each family as it is") {
  const FlowFamily family = preset_family("inquest", "spline");
  const auto& spline = std::get<SplineOptions>(family);
  CHECK(spline.bins == SplineOptions{}.bins);
  CHECK(spline.conditioner.hidden == SplineOptions{}.conditioner.hidden);
}

TEST_CASE("flow presets: networks of other packages") {
  const FlowFamily nsf = preset_family("sbi", "nsf");
  CHECK(std::get<NsfOptions>(nsf).mixing == "lu");
  CHECK(std::get<NsfOptions>(nsf).bins == 10);
  CHECK(std::get<NsfOptions>(nsf).conditioner.residual);
  const FlowFamily spline = preset_family("lampe", "spline");
  CHECK(std::get<SplineOptions>(spline).transforms == 3);
  CHECK(std::get<SplineOptions>(spline).conditioner.activation == "relu");
  CHECK(std::get<MdnOptions>(preset_family("lampe", "mdn")).components == 2);
}
