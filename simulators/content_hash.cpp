#include "simulators/content_hash.hpp"

#include <iomanip>
#include <sstream>

namespace inquest {

ContentHash& ContentHash::add(std::string_view text) {
  state_ = state_.child(text);
  return *this;
}

ContentHash& ContentHash::add(std::span<const double> values) {
  return add(std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
}

std::string ContentHash::text() const {
  std::ostringstream digits;
  digits << std::hex << std::setw(16) << std::setfill('0') << state_.value;
  return digits.str();
}

}  // namespace inquest
