// Measured: a number with the standard deviation of what it might have been.
#pragma once

namespace inquest {

struct Measured {
  double value = 0;
  double error = 0;  // one standard deviation

  bool operator==(const Measured&) const = default;
};

}  // namespace inquest
