#include "core/base/number_format.hpp"

#include <limits>
#include <string>

#include "tests/support/catch.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("number_format: the error has two significant digits and the value as many decimals") {
  CHECK(with_error(69.3214, 3.2271) == "69.3 ± 3.2");
  CHECK(with_error(0.30512, 0.04449) == "0.305 ± 0.044");
  CHECK(with_error(-1.0049, 0.0312) == "−1.005 ± 0.031");
  CHECK(with_error(12345, 678) == "12350 ± 680");
  CHECK(with_error(0.5, 0.0999) == "0.50 ± 0.10");  // rounding carries
  CHECK(with_error(0.5, 0.0995) == "0.50 ± 0.10");
  CHECK(with_error(0.5, 0.0994) == "0.500 ± 0.099");
  CHECK(with_error(10, 1) == "10.0 ± 1.0");
  CHECK(with_error(0, 2.5) == "0.0 ± 2.5");
  CHECK(with_error(-0.001, 2.5) == "0.0 ± 2.5");  // no negative zero
}

TEST_CASE("number_format: very large and small numbers share a power of ten") {
  CHECK(with_error(2.1049e-9, 3.04e-11) == "(2.105 ± 0.030) × 10⁻⁹");
  CHECK(with_error(1.5e14, 2.2e13) == "(1.50 ± 0.22) × 10¹⁴");
  CHECK(with_error(1e-12, 4.4e-10) == "(0.0 ± 4.4) × 10⁻¹⁰");
  CHECK(interval(2.0747e-9, 2.1353e-9, precision_for(2.105e-9, 3e-11)) == "[2.075, 2.135] × 10⁻⁹");
  CHECK(interval(-0.5, 72.46, precision_for(69.3, 3.2)) == "[−0.5, 72.5]");
}

TEST_CASE("number_format: what is not a finite number is said") {
  CHECK(fixed(nan, 2) == "n/a");
  CHECK(fixed(-infinity, 2) == "−∞");
  CHECK(with_error(nan, 1) == "n/a");
  CHECK(with_error(1.25, nan) == "1.25");
  CHECK(with_error(infinity, infinity) == "∞");
  CHECK(duration(nan) == "n/a");
}

TEST_CASE("number_format: significant digits without trailing zeros") {
  CHECK(significant(9.9999e159, 2) == "1 × 10¹⁶⁰");
  CHECK(significant(0.5, 3) == "0.5");
  CHECK(significant(83, 6) == "83");
  CHECK(significant(-3.14159, 3) == "−3.14");
  CHECK(significant(1.5e-7, 3) == "1.5 × 10⁻⁷");
  CHECK(significant(123456789, 3) == "1.23 × 10⁸");
  CHECK(significant(0, 3) == "0");
}

TEST_CASE("number_format: durations and counts") {
  CHECK(duration(0.4249) == "0.42 s");
  CHECK(duration(12.34) == "12.3 s");
  CHECK(duration(9) == "9 s");
  CHECK(duration(59.97) == "1 min 00 s");
  CHECK(duration(125) == "2 min 05 s");
  CHECK(duration(3599.6) == "1 h 00 min");
  CHECK(duration(3725) == "1 h 02 min");
  CHECK(grouped(999) == "999");
  CHECK(grouped(20000) == "20\u2009000");
  CHECK(grouped(-1234567) == "−1\u2009234\u2009567");
  CHECK(power_of_ten(-10) == "10⁻¹⁰");
}

TEST_CASE("number_format: ASCII for terminals and files") {
  CHECK(plain(with_error(-1.0049, 0.0312)) == "-1.005 +- 0.031");
  CHECK(plain(with_error(2.1049e-9, 3.04e-11)) == "(2.105 +- 0.030)e-9");
  CHECK(plain(significant(123456789, 3)) == "1.23e8");
  CHECK(plain(grouped(-1234567)) == "-1234567");
  CHECK(plain(fixed(-infinity, 1)) == "-inf");
}

TEST_CASE("number_format: a measured value without an error has three decimals") {
  CHECK(measured(1.00049, 0.0312) == "1.000 ± 0.031");
  CHECK(measured(0.99812, 0) == "0.998");
  CHECK(measured(-infinity, 0) == "−∞");
}

TEST_CASE("number_format: the shortest text reads back as the same number") {
  std::string text = "x = ";
  append_shortest(text, 0.1);
  append_shortest(text += ", ", -1.0 / 3);
  CHECK(text == "x = 0.1, -0.3333333333333333");
}

}  // namespace
}  // namespace inquest
