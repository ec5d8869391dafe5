// SideBySide: what a likelihood tells that takes several calls at a time.
#pragma once

#include <cstddef>

namespace inquest {

class SideBySide {
 public:
  virtual ~SideBySide() = default;

  /// Calls that it takes at a time; others wait.
  virtual std::size_t places() const = 0;
};

}  // namespace inquest
