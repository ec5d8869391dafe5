#include "apps/methods/method_options.hpp"

namespace inquest {

void check_device(const ConfigNode& entry, const std::string& device) {
  try {
    validate_device(device);
  } catch (const Error& error) {
    raise(error.kind(), concat(entry.where(), ": ", error.what()));
  }
}

}  // namespace inquest
