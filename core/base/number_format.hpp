// Numbers for readers: two significant digits of the error, a common power of ten, a true minus sign. All UTF-8, for
// pages; `plain` has them for terminals and files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

/// "0.42 s", "12.3 s", "45 s", "2 min 05 s", "1 h 02 min".
std::string duration(double seconds);

/// A value as it stands behind "ln K = ": with its error, or to three decimals where it is exact.
std::string measured(double value, double error);

/// A number of the above in ASCII, which programs read and people can search for: "-1.50 +- 0.12", "1.5e-7", "inf".
std::string plain(std::string_view number);

/// The shortest text that reads back as the same double, appended to `text`.
void append_shortest(std::string& text, double value);

/// "20 000", digits grouped by thin spaces.
std::string grouped(std::int64_t count);

}  // namespace inquest
