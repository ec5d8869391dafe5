#include "apps/routes/method_options.hpp"

namespace inquest {

void check_device(const ConfigNode& entry, const std::string& device) {
  at_entry(entry, [&] { validate_device(device); });
}

}  // namespace inquest
