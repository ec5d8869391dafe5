// ContentHash: a short name for numbers and text that changes whenever they do, so that a version can follow a file.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/seed.hpp"

namespace inquest {

class ContentHash {
 public:
  ContentHash& add(std::string_view text);
  ContentHash& add(std::span<const double> values);

  /// 16 hexadecimal digits.
  std::string text() const;

 private:
  Seed state_;
};

}  // namespace inquest
