#include "apps/run/named_file.hpp"

namespace inquest {
namespace {

void keep_longer(const ConfigNode* other, const ConfigNode*& longest) {
  if (other != nullptr && (longest == nullptr || other->text().size() > longest->text().size())) longest = other;
}

/// Of "maps.h5:/x" the file alone.
std::string file_of(const std::string& text) { return text.substr(0, text.find(":/")); }

}  // namespace

const ConfigNode* named_in(const ConfigNode& node, const std::string& message) {
  if (node.is_scalar()) {
    const std::string file = node.is_text() ? file_of(node.text()) : "";
    return !file.empty() && message.find(file) != std::string::npos ? &node : nullptr;
  }
  const ConfigNode* longest = nullptr;
  if (node.is_sequence()) {
    for (const ConfigNode& item : node.items()) keep_longer(named_in(item, message), longest);
  } else if (node.is_mapping()) {
    for (const auto& [key, value] : node.entries()) keep_longer(named_in(value, message), longest);
  }
  return longest;
}

}  // namespace inquest
