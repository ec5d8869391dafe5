#include "apps/report/plot/coverage_plot.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;

EvidenceResult route(const std::string& name, const BlindCoverage& coverage) {
  const std::vector<double> zeros(3, 0.0);
  return {.route = name,
          .method = "network",
          .estimate = from_log_evidence({"a", "b", "c"}, zeros, zeros, {0.2, 0.4, 0.4}, "ensemble"),
          .blind_coverage = coverage};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_CASE("coverage_plot: a panel for each route and each model that has bins, a point for each bin") {
  const BlindCoverage two{{{1, 10, 0.1, 0, 0.1}, {1, 10, 0.5, 0.4, 0.2}, {2, 20, 0.5, 0.5, 0.1}}, 1.06, 0.25};
  const BlindCoverage one{{{0, 40, 0.25, 0.25, 0.05}}, 0.9, 0.001};
  const std::vector<EvidenceResult> evidence = {route("first", two), route("second", one)};
  const std::string figure = coverage_plot(evidence);
  CHECK(count(figure, "class=\"frame\"") == 3);
  CHECK(count(figure, "class=\"dot\"") == 4);
  CHECK_THAT(figure, Contains("<b>first</b>, p(b | x): p-value 0.25, residuals 1.06") && Contains("p(c | x)"));
  CHECK_THAT(figure, Contains("<b>second</b>, p(a | x): p-value 0.001"));
}

// The panel is 234 by 212 pixels from (54, 8) for probabilities from -0.04 to 1.04.
TEST_CASE("coverage_plot: points are where share and probability are, bars one error to each side") {
  const std::vector<EvidenceResult> evidence = {route("r", {{{1, 10, 0.5, 0.77, 0.27}}, 1, 1})};
  const std::string figure = coverage_plot(evidence);
  CHECK_THAT(figure, Contains("cx=\"171\" cy=\"61\"") && Contains("d=\"M171 114L171 8\""));
}

TEST_CASE("coverage_plot: nothing is drawn of routes that were not tested") {
  EvidenceResult exact = route("exact", {});
  exact.blind_coverage.reset();
  const std::vector<EvidenceResult> evidence = {exact};
  CHECK(coverage_plot(evidence).empty());
}

}  // namespace
}  // namespace inquest
