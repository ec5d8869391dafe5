#include "core/files/npy.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <functional>
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

template <class T>
std::vector<double> decode(std::string_view bytes, const Header& header, const std::filesystem::path& path) {
  const std::optional<std::size_t> count = count_up_to(header.shape, bytes.size() / sizeof(T));
  if (!count) fail(path, concat("is cut short (", bytes.size(), " bytes of data are less than its shape needs)"));
  if (*count * sizeof(T) != bytes.size()) {
    fail(path, concat("holds ", bytes.size(), " bytes of data where its shape needs ", *count * sizeof(T)));
  }
  std::vector<double> values(*count);
  for (std::size_t i = 0; i < *count; ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    values[i] = static_cast<double>(value);
    if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
      // Beyond 2^53 neighbouring integers share one double.
      if (std::abs(values[i]) > 0x1p53) fail(path, concat("holds ", value, " (which no double is equal to)"));
    }
  }
  return values;
}

std::vector<double> decode_as(std::string_view bytes, const Header& header, const std::filesystem::path& path) {
  const std::string& type = header.type;
  if (type == "<f8") return decode<double>(bytes, header, path);
  if (type == "<f4") return decode<float>(bytes, header, path);
  if (type == "<i8") return decode<std::int64_t>(bytes, header, path);
  if (type == "<u8") return decode<std::uint64_t>(bytes, header, path);
  if (type == "<i4") return decode<std::int32_t>(bytes, header, path);
  if (type == "|i1" || type == "|b1") return decode<std::int8_t>(bytes, header, path);
  const std::string why = type.starts_with('>')    ? "big-endian"
                          : type.starts_with("|O") ? "Python objects"
                                                   : "a type that is not read";
  fail(path, concat("has type '", type, "' (", why, "); save it with x.astype('<f8')"));
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

NpyArray read_npy(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  const Header header = parse_header(content, path);
  if (header.fortran_order) fail(path, "is in Fortran order; save it with numpy.ascontiguousarray(x)");
  return {header.shape, decode_as(std::string_view(content).substr(header.data_start), header, path)};
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
