#include "apps/run/getdist.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {

TEST_CASE("a chain is written as GetDist reads it") {
  const TemporaryDirectory folder;
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse(
      "{H0: {prior: {uniform: [50, 90]}, latex: H_0}, phi: {prior: {uniform: [0, 6]}, periodic: true}, "
      "w: {prior: {normal: [-1, 1]}}, Ok: 0}",
      "test"));
  Draws draws{Matrix(2, 3), {-1.5, 2}, {}};
  draws.theta.values() = {70, 0.1, -1, 60.25, 3, -0.5};
  write_getdist(folder / "flat.npe", "a label", space, draws);
  CHECK(read_text(folder / "flat.npe.txt") == "1 1.5 70 0.1 -1\n1 -2 60.25 3 -0.5\n");
  CHECK(read_text(folder / "flat.npe.paramnames") == "H0\tH_0\nphi\tphi\nw\tw\n");
  CHECK(read_text(folder / "flat.npe.ranges") == "H0 50 90\nphi 0 6 periodic\nw N N\n");
  CHECK(read_text(folder / "flat.npe.properties.ini") == "sampler = uncorrelated\nburn_removed = T\nlabel = a label\n");
  draws.weights = {0.25, 0.75};
  write_getdist(folder / "weighted", "", space, draws);
  CHECK(read_text(folder / "weighted.txt").starts_with("0.25 1.5 70"));
  CHECK(read_text(folder / "weighted.properties.ini").starts_with("sampler = nested\n"));
}

}  // namespace inquest::testing
