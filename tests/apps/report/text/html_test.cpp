#include "apps/report/text/html.hpp"

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

TEST_CASE("html: text cannot become markup") {
  CHECK(escape("<script>alert('x') & \"y\"</script>") ==
        "&lt;script&gt;alert(&#39;x&#39;) &amp; &quot;y&quot;&lt;/script&gt;");
  CHECK(escape("Ω_m\n\t") == "Ω_m\n\t");
  CHECK(escape(std::string("a\x01z\0", 4)) == "a\ufffdz\ufffd");
  CHECK(escape("").empty());
}

TEST_CASE("html: elements") {
  CHECK(element("p", "text") == "<p>text</p>");
  CHECK(element("p", {{"class", "a\"b"}}, "") == "<p class=\"a&quot;b\"></p>");
  CHECK(empty_element("meta", {{"charset", "utf-8"}}) == "<meta charset=\"utf-8\"/>");
}

TEST_CASE("html: coordinates are short") {
  CHECK(svg_number(12) == "12");
  CHECK(svg_number(12.3456) == "12.35");
  CHECK(svg_number(-0.5) == "-0.5");
  CHECK(svg_number(-0.001) == "0");
}

}  // namespace
}  // namespace inquest
