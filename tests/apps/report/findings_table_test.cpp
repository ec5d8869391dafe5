#include "apps/report/findings_table.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("findings_table: a row for each finding, a column for each route that has some") {
  Findings one, two, nothing;
  one.add("r_hat", 1.002, "must be near 1");
  two.add("r_hat", 1.5, "must be near 1");
  two.add("gain", Measured{0.352, 0.12}, "in <nats>");
  const std::vector<RouteFindings> routes = {{"mcmc", &one}, {"npe", &nothing}, {"auto", &two}};
  const std::string table = findings_table(routes);
  CHECK_THAT(table, Contains("mcmc</th>") && Contains("auto</th>") && !Contains("npe"));
  CHECK_THAT(table, Contains("r_hat</th><td>1.002</td><td>1.5</td><td class=\"soft words\">must be near 1</td>"));
  CHECK_THAT(table,
             Contains("gain</th><td>\u2013</td><td>0.35 ± 0.12</td><td class=\"soft words\">in &lt;nats&gt;</td>"));
}

TEST_CASE("findings_table: there is none where nothing is told") {
  const Findings nothing;
  const std::vector<RouteFindings> routes = {{"npe", &nothing}};
  CHECK(findings_table(routes).empty());
}

}  // namespace
}  // namespace inquest
