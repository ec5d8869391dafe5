#include "apps/run/arviz.hpp"

#include "core/chains/read_chain.hpp"
#include "core/files/h5.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("arviz: every group has its variables with named dimensions") {
  const TemporaryDirectory folder;
  const ParameterSpace space = ParameterSpace::parse(
      ConfigNode::parse("{a: {prior: {normal: [0, 1]}}, draw: {prior: {uniform: [0, 1]}}}", "run.yaml"));
  Draws draws{Matrix(7, 2), {0, 1, 2, 3, 4, 5, 6}, {}};
  for (std::size_t i = 0; i < 7; ++i) draws.theta(i, 0) = static_cast<double>(i);
  const DerivedParameters derived{{"twice", "2a", "", Formula("2*a", {"a", "draw"})}};
  const std::vector<double> observation = {1, 2, 3, 4, 5, 6};
  Matrix predictions(3, 6, 0.5);
  write_arviz(folder / "m.npe.nc", {"run: m.npe", space, derived, draws, 2, observation, {2, 3}, predictions});
  const H5File file = H5File::open(folder / "m.npe.nc");
  CHECK(file.children("/") ==
        std::vector<std::string>{"observed_data", "posterior", "posterior_predictive", "prior", "sample_stats"});
  // Two chains of the draws 0 to 2 and 3 to 6, of which the longer loses its last.
  CHECK(file.shape("posterior/a") == std::vector<std::size_t>{2, 3});
  CHECK(file.read<double>("posterior/a").values == std::vector<double>{0, 1, 2, 3, 4, 5});
  CHECK(file.read<double>("posterior/twice").values == std::vector<double>{0, 2, 4, 6, 8, 10});
  CHECK(file.shape("prior/twice") == std::vector<std::size_t>{1, 7});
  CHECK(file.read<double>("sample_stats/lp").values == std::vector<double>{0, 1, 2, 3, 4, 5});
  CHECK(file.contains("posterior/draw_"));
  CHECK(file.shape("prior/a") == std::vector<std::size_t>{1, 7});
  CHECK(file.shape("observed_data/x") == std::vector<std::size_t>{2, 3});
  CHECK(file.shape("posterior_predictive/x") == std::vector<std::size_t>{1, 3, 2, 3});
  CHECK(file.text_attribute("posterior/chain", "CLASS") == "DIMENSION_SCALE");
  CHECK(file.has_attribute("posterior_predictive/x", "DIMENSION_LIST"));
  CHECK(file.text_attribute("/", "name") == "run: m.npe");
  const ChainDraws chain = read_chain((folder / "m.npe.nc").string());
  CHECK(chain.names == std::vector<std::string>{"a", "draw_"});
  CHECK(chain.left_out == std::vector<std::string>{"twice"});
}
