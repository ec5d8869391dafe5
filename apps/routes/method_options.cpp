#include "apps/routes/method_options.hpp"

namespace inquest {

void check_device(const ConfigNode& entry, const std::string& device) {
  at_entry(entry, [&] { validate_device(device); });
}

void require_models(const std::vector<std::string>& trained, const ModelSet& models,
                    const std::filesystem::path& path) {
  INQUEST_VALIDATE(trained == models.names(), data, path.string(), " compares ", join(trained), " (the run file has ",
                   join(models.names()), ")");
}

std::filesystem::path file_at_fault(const std::string& message, const std::filesystem::path& path) {
  const std::string own = path.stem().string() + ".";  // the beginning of its name, and of those of its parts
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path(), ignored)) {
    const std::string found = entry.path().string();
    if (entry.path().filename().string().starts_with(own) && message.find(found) != std::string::npos) return found;
  }
  return path;
}

}  // namespace inquest
