#include "core/parameters/formula.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "tests/support/error_from.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;

double value_of(const std::string& text, double a, double b) {
  const std::vector<double> row{a, b};
  return Formula(text, {"a", "b"})({row.data(), 1, 2}).front();
}

std::string refusal(const std::string& text, std::vector<std::string> names = {"Om", "sigma8"}) {
  const Error error = error_from([&] { Formula(text, names); });
  CHECK(error.kind() == ErrorKind::config);
  return error.what();
}

}  // namespace

TEST_CASE("formulas are what C++ makes of them") {
  CHECK(value_of("a*sqrt(b/0.3)", 0.8, 0.27) == 0.8 * std::sqrt(0.27 / 0.3));
  CHECK(value_of("a * (b/0.3)**0.5", 0.8, 0.27) == Approx(0.8 * std::pow(0.27 / 0.3, 0.5)).epsilon(1e-15));
  CHECK(value_of("-a^2", 3, 0) == -9);
  CHECK(value_of("2^3**a", 2, 0) == 512);  // from the right
  CHECK(value_of("2**-a", 2, 0) == 0.25);
  CHECK(value_of("log(a) + ln(b) + log10(a)", 5, 7) == Approx(std::log(5.0) + std::log(7.0) + std::log10(5.0)));
  CHECK(value_of("atan2(a, b) + max(a, b) + sin(pi * a)", 1, 2) == Approx(std::atan2(1.0, 2.0) + 2));
  CHECK(value_of("a > b ? 1 : 1.5e-3", 1, 2) == 1.5e-3);
  CHECK(std::isnan(value_of("sqrt(a)", -1, 0)));
}

TEST_CASE("formulas of many rows, and of names in any language") {
  const std::vector<double> rows{1, 2, 3, 4};
  CHECK(Formula("a + 10*b", {"a", "b"})({rows.data(), 2, 2}) == std::vector<double>{21, 43});
  CHECK(Formula("a - b", {"a", "b", "a-b", "pi"})({rows.data(), 1, 4}) == std::vector<double>{-1});
  CHECK(Formula("2*pi", {"a", "b", "a-b", "pi"})({rows.data(), 1, 4}) == std::vector<double>{8});
  CHECK(Formula("\u03a9m*2", {"\u03a9m"})({rows.data(), 4, 1}) == std::vector<double>{2, 4, 6, 8});
}

TEST_CASE("what is no formula is refused with what to do") {
  CHECK_THAT(refusal("sigma9*2"), Contains("'sigma9*2' (is no formula:") && Contains("sigma8"));
  CHECK_THAT(refusal("sigma8*"), Contains("is no formula"));
  CHECK_THAT(refusal(""), Contains("is no formula"));
  CHECK_THAT(refusal("Om, sigma8"), Contains("several values"));
  CHECK_THAT(refusal("Om = 3"), Contains("is no formula"));
  CHECK_THAT(refusal("w-1*2", {"w-1"}), Contains("the name w-1 has a sign in it"));
  CHECK_THAT(refusal("a-b", {"a", "b", "a-b"}), Contains("the name a-b has a sign in it"));
}

}  // namespace inquest::testing
