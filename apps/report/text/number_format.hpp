// Numbers for readers: two significant digits of the error, a common power of ten, a true minus sign. All UTF-8.
#pragma once

#include <cstdint>
#include <string>

namespace inquest {

/// How to write a number: as mantissa x 10^exponent, the mantissa with so many decimals (negative: round to tens, ...).
struct Precision {
  int exponent = 0;
  int decimals = 0;
};

/// Two significant digits of `error`; a power of ten where |value| or error is below 0.001, or 100,000 and above.
Precision precision_for(double value, double error);

/// "−1.50"; an infinity is "∞", what is not a number "n/a".
std::string fixed(double value, int decimals);

/// The shortest of fixed and scientific notation with so many significant digits, without trailing zeros.
std::string significant(double value, int digits);

/// "69.3 ± 3.2", "(2.105 ± 0.030) × 10⁻⁹"; without an error that is finite and positive, the value alone.
std::string with_error(double value, double error);

/// "[66.1, 72.5]", "[2.08, 2.14] × 10⁻⁹".
std::string interval(double low, double high, Precision precision);

/// "10⁻⁹".
std::string power_of_ten(int exponent);

/// "0.42 s", "12.3 s", "2 min 05 s", "1 h 02 min".
std::string duration(double seconds);

/// A coordinate of a drawing, to a hundredth: "12.3", "-0.5".
std::string svg_number(double value);

/// "20 000", digits grouped by thin spaces.
std::string grouped(std::int64_t count);

}  // namespace inquest
