#include "core/base/number_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace inquest {
namespace {

constexpr const char* minus_sign = "\u2212";
constexpr const char* thin_space = "\u2009";
constexpr std::array<const char*, 10> superscript = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                                     "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};

int decimal_exponent(double magnitude) { return static_cast<int>(std::floor(std::log10(magnitude))); }

std::string print(double magnitude, int decimals) {
  std::array<char, 400> text{};  // the largest double has 309 digits
  std::snprintf(text.data(), text.size(), "%.*f", decimals, magnitude);
  return text.data();
}

// Places after the point that leave two significant digits, also where rounding carries: 0.0999 is 0.10.
int two_digits(double error) {
  const int exponent = decimal_exponent(error);
  const bool carries = std::round(error / std::pow(10.0, exponent - 1)) >= 100;
  return 1 - exponent - (carries ? 1 : 0);
}

std::string times_power(const std::string& mantissa, int exponent) {
  return exponent == 0 ? mantissa : mantissa + " \u00d7 " + power_of_ten(exponent);
}

void replace_all(std::string& text, std::string_view sign, std::string_view by) {
  for (std::size_t at = text.find(sign); at != std::string::npos; at = text.find(sign, at + by.size())) {
    text.replace(at, sign.size(), by);
  }
}

void drop_trailing_zeros(std::string& text) {
  if (text.find('.') == std::string::npos) return;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
}

}  // namespace

Precision precision_for(double value, double error) {
  if (!std::isfinite(value) || !std::isfinite(error) || error <= 0) return {0, 3};
  const int leading = decimal_exponent(std::max(std::abs(value), error));
  Precision precision;
  if (leading < -3 || leading >= 5) precision.exponent = leading;
  precision.decimals = two_digits(error) + precision.exponent;
  return precision;
}

std::string fixed(double value, int decimals) {
  if (std::isnan(value)) return "n/a";
  if (std::isinf(value)) return value > 0 ? "\u221e" : std::string(minus_sign) + "\u221e";
  const double unit = std::pow(10.0, std::max(-decimals, 0));
  const double rounded = decimals < 0 ? std::round(std::abs(value) / unit) * unit : std::abs(value);
  const std::string text = print(rounded, std::max(decimals, 0));
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? minus_sign + text : text;
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value) || value == 0) return fixed(value, 0);
  int leading = decimal_exponent(std::abs(value));
  const double rounded_digits = std::abs(value) / std::pow(10.0, leading) * std::pow(10.0, digits - 1);
  if (std::round(rounded_digits) >= std::pow(10.0, digits)) ++leading;  // 0.9999 is 1
  const int exponent = leading < -3 || leading >= std::max(digits, 5) ? leading : 0;
  std::string text = fixed(value / std::pow(10.0, exponent), digits - 1 - leading + exponent);
  drop_trailing_zeros(text);
  return times_power(text, exponent);
}

std::string with_error(double value, double error) {
  if (!std::isfinite(value) || !std::isfinite(error) || error <= 0) return significant(value, 4);
  const auto [exponent, decimals] = precision_for(value, error);
  const double unit = std::pow(10.0, exponent);
  const std::string text = fixed(value / unit, decimals) + " \u00b1 " + fixed(error / unit, decimals);
  return exponent == 0 ? text : times_power("(" + text + ")", exponent);
}

std::string interval(double low, double high, Precision precision) {
  const double unit = std::pow(10.0, precision.exponent);
  const auto text = [&](double value) { return fixed(value / unit, precision.decimals); };
  return times_power("[" + text(low) + ", " + text(high) + "]", precision.exponent);
}

std::string power_of_ten(int exponent) {
  std::string text = exponent < 0 ? "10\u207b" : "10";
  for (const char digit : std::to_string(std::abs(exponent)))
    text += superscript[static_cast<std::size_t>(digit - '0')];
  return text;
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "n/a";
  if (seconds < 59.95) {
    std::string text = fixed(seconds, seconds < 9.995 ? 2 : 1);
    drop_trailing_zeros(text);
    return text + " s";
  }
  const auto padded = [](std::int64_t count) { return (count < 10 ? "0" : "") + std::to_string(count); };
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return std::to_string(whole / 60) + " min " + padded(whole % 60) + " s";
  const std::int64_t minutes = (whole + 30) / 60;
  return std::to_string(minutes / 60) + " h " + padded(minutes % 60) + " min";
}

std::string grouped(std::int64_t count) {
  const std::string digits = std::to_string(std::abs(count));
  std::string text = count < 0 ? minus_sign : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += thin_space;
    text += digits[i];
  }
  return text;
}

std::string measured(double value, double error) {
  return error > 0 || !std::isfinite(value) ? with_error(value, error) : fixed(value, 3);
}

std::string plain(std::string_view number) {
  std::string text(number);
  replace_all(text, " \u00d7 10", "e");
  replace_all(text, "\u207b", "-");
  for (std::size_t digit = 0; digit < superscript.size(); ++digit) {
    replace_all(text, superscript[digit], std::to_string(digit));
  }
  replace_all(text, "\u00b1", "+-");
  replace_all(text, minus_sign, "-");
  replace_all(text, thin_space, "");
  replace_all(text, "\u221e", "inf");
  return text;
}

void append_shortest(std::string& text, double value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  text.append(buffer.data(), end);
}

}  // namespace inquest
