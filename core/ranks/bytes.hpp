// BytesWriter and BytesReader: numbers, spans of numbers and text in a row of bytes, for ranks of one architecture.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/error.hpp"

namespace inquest {

class BytesWriter {
 public:
  template <class T>
  requires std::is_arithmetic_v<T>
  void add(T value) { add(std::span<const T>(&value, 1)); }

  /// Without its size.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void add(std::span<const T> values) {
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  }

  /// With its size.
  void add(std::string_view text) {
    add(text.size());
    bytes_ += text;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Takes what was added, in the same order; throws Error(internal) at the end.
class BytesReader {
 public:
  explicit BytesReader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  requires std::is_arithmetic_v<T> T take() {
    T value{};
    take(std::span<T>(&value, 1));
    return value;
  }

  /// Fills a span.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void take(std::span<T> values) {
    INQUEST_VALIDATE(values.size_bytes() <= bytes_.size(), internal, "a message of another rank is too short");
    if (!values.empty()) std::memcpy(values.data(), bytes_.data(), values.size_bytes());
    bytes_.remove_prefix(values.size_bytes());
  }

  std::string take_text() {
    std::string text(take<std::size_t>(), '\0');
    take(std::span<char>(text));
    return text;
  }

 private:
  std::string_view bytes_;
};

}  // namespace inquest
