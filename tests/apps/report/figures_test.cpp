#include "apps/report/figures.hpp"

#include <set>

#include "apps/report/report.hpp"
#include "tests/apps/report/example_data.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_CASE("figures: every drawing of a report stands alone under a name of its own") {
  const std::string page = render_report(testing::example_report_data());
  const std::vector<Figure> figures = figures_of(page);
  CHECK(figures.size() == count(page, "<svg class=\"plot\""));
  std::set<std::string> names;
  for (const Figure& figure : figures) {
    names.insert(figure.name);
    CHECK(figure.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
    CHECK_THAT(figure.svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\""));
    CHECK(count(figure.svg, "<svg") == count(figure.svg, "</svg>"));
    CHECK_THAT(figure.svg, Contains("<style>") && Contains("</svg>"));
  }
  CHECK(names.size() == figures.size());
  CHECK(names.contains("02-blind-coverage-of-network"));
}

}  // namespace
}  // namespace inquest
