#include "core/files/npy.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

struct Header {
  std::string type;  // "<f8"
  bool fortran_order = false;
  std::vector<std::size_t> shape;
  std::size_t data_start = 0;
};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& problem) {
  raise(ErrorKind::data, concat(path.string(), " ", problem));
}

// What stands after 'key': in the header, which is the literal of a Python dict with three keys.
std::string_view value_of(std::string_view header, std::string_view key, const std::filesystem::path& path) {
  const std::size_t at = header.find(concat("'", key, "'"));
  const std::size_t colon = at == std::string_view::npos ? at : header.find(':', at);
  const std::size_t start = colon == std::string_view::npos ? colon : header.find_first_not_of(' ', colon + 1);
  if (start == std::string_view::npos) fail(path, concat("has no '", key, "' in its header (is it a .npy file?)"));
  return header.substr(start);
}

std::vector<std::size_t> parse_shape(std::string_view text, const std::filesystem::path& path) {
  if (!text.starts_with('(')) fail(path, "has no shape in its header");
  std::vector<std::size_t> shape;
  const std::string_view inside = text.substr(1, text.find(')') - 1);
  const char* at = inside.data();
  const char* const end = inside.data() + inside.size();
  while (at != end) {
    std::size_t size = 0;
    const auto [next, error] = std::from_chars(at, end, size);
    if (error != std::errc()) fail(path, concat("has an unreadable shape (", inside, ")"));
    shape.push_back(size);
    at = std::find_if(next, end, [](char c) { return c != ',' && c != ' ' && c != 'L'; });
  }
  return shape;
}

std::string quoted(std::string_view text, const std::filesystem::path& path) {
  if (text.empty() || text.front() != '\'') {
    fail(path, "holds records of several types (an array of one number type is needed)");
  }
  return std::string(text.substr(1, text.find('\'', 1) - 1));
}

Header parse_header(std::string_view content, const std::filesystem::path& path) {
  if (!content.starts_with(magic)) fail(path, "is not a .npy file (it does not start with \\x93NUMPY)");
  const std::size_t length_size = content.size() > 6 && content[6] == 1 ? 2 : 4;
  const std::size_t header_start = 8 + length_size;
  if (content.size() < header_start) fail(path, "is cut short (within its header)");
  std::uint32_t length = 0;
  std::memcpy(&length, content.data() + 8, length_size);
  if (content.size() < header_start + length) fail(path, "is cut short (within its header)");

  const std::string_view text = content.substr(header_start, length);
  Header header;
  header.data_start = header_start + length;
  header.type = quoted(value_of(text, "descr", path), path);
  header.fortran_order = value_of(text, "fortran_order", path).starts_with("True");
  header.shape = parse_shape(value_of(text, "shape", path), path);
  return header;
}

// Number of elements, or nothing where it exceeds `limit`.
std::optional<std::size_t> count_up_to(const std::vector<std::size_t>& shape, std::size_t limit) {
  if (std::ranges::find(shape, 0U) != shape.end()) return 0;
  std::size_t count = 1;
  for (const std::size_t size : shape) {
    if (size > limit / count) return std::nullopt;
    count *= size;
  }
  return count;
}

// An element of the file, whose bytes stand in the order of another machine where `swapped`.
template <class T>
T element(const char* at, bool swapped) {
  std::array<char, sizeof(T)> bytes;
  std::copy_n(at, sizeof(T), bytes.begin());
  if (swapped) std::ranges::reverse(bytes);
  return std::bit_cast<T>(bytes);
}

// IEEE 754 half precision: 5 bits of exponent, 10 of fraction.
struct Half {
  std::uint16_t bits;

  explicit operator double() const {
    const int exponent = bits >> 10 & 0x1F;
    const int fraction = bits & 0x3FF;
    const double sign = bits >> 15 != 0 ? -1 : 1;
    if (exponent == 0x1F) return fraction == 0 ? sign * HUGE_VAL : std::numeric_limits<double>::quiet_NaN();
    return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 0x400, exponent - 25));
  }
};

// What x86 keeps in 16 bytes, of which 10 count.
struct LongDouble {
  std::array<char, 16> bytes;

  explicit operator double() const {
    long double value = 0;
    std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof(value)));
    return static_cast<double>(value);
  }
};

template <class T>
std::vector<double> decode(std::string_view bytes, const Header& header, const std::filesystem::path& path) {
  const std::optional<std::size_t> count = count_up_to(header.shape, bytes.size() / sizeof(T));
  if (!count) fail(path, concat("is cut short (", bytes.size(), " bytes of data are less than its shape needs)"));
  if (*count * sizeof(T) != bytes.size()) {
    fail(path, concat("holds ", bytes.size(), " bytes of data where its shape needs ", *count * sizeof(T)));
  }
  const bool swapped = header.type.front() == '>';
  std::vector<double> values(*count);
  for (std::size_t i = 0; i < *count; ++i) {
    const T value = element<T>(bytes.data() + i * sizeof(T), swapped);
    values[i] = static_cast<double>(value);
    if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
      // Beyond 2^53 neighbouring integers share one double.
      if (std::abs(values[i]) > 0x1p53) fail(path, concat("holds ", value, " (which no double is equal to)"));
    }
  }
  return values;
}

using Decode = std::vector<double> (*)(std::string_view, const Header&, const std::filesystem::path&);

// By what follows the order of bytes in 'descr'; null where it is not read.
Decode decoder_of(std::string_view type) {
  if (type == "f8") return decode<double>;
  if (type == "f4") return decode<float>;
  if (type == "f2") return decode<Half>;
  if (type == "i8") return decode<std::int64_t>;
  if (type == "i4") return decode<std::int32_t>;
  if (type == "i2") return decode<std::int16_t>;
  if (type == "i1" || type == "b1") return decode<std::int8_t>;
  if (type == "u8") return decode<std::uint64_t>;
  if (type == "u4") return decode<std::uint32_t>;
  if (type == "u2") return decode<std::uint16_t>;
  if (type == "u1") return decode<std::uint8_t>;
  return nullptr;
}

std::vector<double> decode_as(std::string_view bytes, const Header& header, const std::filesystem::path& path) {
  const std::string& type = header.type;
  if (type == "<f16" && std::numeric_limits<long double>::digits == 64) return decode<LongDouble>(bytes, header, path);
  const bool known_order = !type.empty() && std::string_view("<>|=").find(type.front()) != std::string_view::npos;
  const Decode decode_all = known_order ? decoder_of(std::string_view(type).substr(1)) : nullptr;
  if (decode_all != nullptr) return decode_all(bytes, header, path);
  const char kind = type.size() > 1 ? type[1] : ' ';
  const std::string why = kind == 'c'   ? "complex numbers; save their real and imaginary parts side by side"
                          : kind == 'O' ? "Python objects; save an array of numbers, x.astype('<f8')"
                                        : "no real numbers; save it with x.astype('<f8')";
  fail(path, concat("has type '", type, "' (", why, ")"));
}

// Values in Fortran order, where the first index runs fastest, in C order, where the last one does.
std::vector<double> to_c_order(const std::vector<double>& values, const std::vector<std::size_t>& shape) {
  std::vector<double> result(values.size());
  std::vector<std::size_t> index(shape.size(), 0);
  for (const double value : values) {
    std::size_t place = 0;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) place = place * shape[axis] + index[axis];
    result[place] = value;
    for (std::size_t axis = 0; axis < shape.size() && ++index[axis] == shape[axis]; ++axis) index[axis] = 0;
  }
  return result;
}

template <class T>
std::string encode(const std::vector<std::size_t>& shape, std::span<const T> values, std::string_view type) {
  INQUEST_EXPECT(std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>()) == values.size());
  std::string header = concat("{'descr': '", type, "', 'fortran_order': False, 'shape': (");
  for (const std::size_t size : shape) header += concat(size, ", ");
  header += "), }";
  const std::size_t start = magic.size() + 4;
  header.append(63 - (start + header.size()) % 64, ' ');  // data begin at a multiple of 64 bytes, after the newline
  header += '\n';

  std::string content(magic);
  content += {'\1', '\0', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  content += header;
  content.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  return content;
}

}  // namespace

NpyArray read_npy(const std::filesystem::path& path) { return parse_npy(read_file(path), path); }

NpyArray parse_npy(std::string_view content, const std::filesystem::path& path) {
  const Header header = parse_header(content, path);
  std::vector<double> values = decode_as(content.substr(header.data_start), header, path);
  if (header.fortran_order) values = to_c_order(values, header.shape);
  return {header.shape, std::move(values)};
}

std::string npy_bytes(const std::vector<std::size_t>& shape, std::span<const double> values) {
  return encode(shape, values, "<f8");
}

std::string npy_bytes(const std::vector<std::size_t>& shape, std::span<const std::uint64_t> values) {
  return encode(shape, values, "<u8");
}

std::string npy_bytes(const std::vector<std::size_t>& shape, std::span<const std::int8_t> values) {
  return encode(shape, values, "|i1");
}

void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               std::span<const double> values) {
  write_file(path, npy_bytes(shape, values));
}

void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               std::span<const std::uint64_t> values) {
  write_file(path, npy_bytes(shape, values));
}

void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
               std::span<const std::int8_t> values) {
  write_file(path, npy_bytes(shape, values));
}

}  // namespace inquest
