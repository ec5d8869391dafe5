#include "core/model/check_likelihood.hpp"

#include "tests/core/model/line_simulator.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

std::vector<std::string> violations(LineLikelihood::Flaw flaw) {
  const Model model = line_model("line");
  const Simulations rows = draw_joint(model, Seed{4}, 0, 12);
  Matrix theta(12, 3);
  model.space.expand(rows.theta, theta);
  return check_likelihood(LineLikelihood(flaw), theta, rows.x);
}

}  // namespace

TEST_CASE("check_likelihood: one that keeps the law passes, each way to break it is found") {
  using enum LineLikelihood::Flaw;
  CHECK(violations(none).empty());
  CHECK(violations(nan) == std::vector<std::string>{"ln p(x | theta) = nan for row 0 at the theta it was drawn with"});
  CHECK(violations(batch) ==
        std::vector<std::string>{"ln p(x | theta) of row 0 differs when computed alone (a row must follow from its "
                                 "theta)"});
}
