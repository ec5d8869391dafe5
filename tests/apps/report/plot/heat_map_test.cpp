#include "apps/report/plot/heat_map.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

std::size_t count(const std::string& text, const std::string& words) {
  std::size_t found = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
  return found;
}

TEST_CASE("heat map: the largest number has full colour, and what is below zero none") {
  Matrix values(2, 2);
  values.values() = {-0.1, 0.2, 0.4, 0.1};
  const std::string svg = heat_map({values, {"a", "b<"}, {"c", "d"}, "title"});
  CHECK(count(svg, "<rect") == 4);
  CHECK(count(svg, "fill-opacity: 1\"") == 1);
  CHECK(count(svg, "fill-opacity: 0\"") == 1);
  CHECK(count(svg, "fill-opacity: 0.5\"") == 1);
  CHECK(count(svg, ">0.4</text>") == 1);
  CHECK(count(svg, "b&lt;") == 1);
}

TEST_CASE("heat map: many columns have no numbers, and as many names as have room") {
  const Matrix values(1, 100, 1.0);
  std::vector<std::string> names;
  for (int k = 0; k < 100; ++k) names.push_back("profile_" + std::to_string(k));
  const std::string svg = heat_map({values, {"latent"}, names, "title"});
  CHECK(count(svg, "<rect") == 100);
  CHECK(count(svg, "profile_") == 34);  // 5.6 pixels a column, 13 a name
  CHECK(count(svg, ">1</text>") == 0);
}

}  // namespace
}  // namespace inquest
