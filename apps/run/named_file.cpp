#include "apps/run/named_file.hpp"

#include <cctype>

#include "core/files/home_path.hpp"

namespace inquest {
namespace {

void keep_longer(const ConfigNode* other, const ConfigNode*& longest) {
  if (other != nullptr && (longest == nullptr || other->text().size() > longest->text().size())) longest = other;
}

/// Of "maps.h5:/x" the file alone, as it is opened.
std::string file_of(const std::string& text) { return home_path(text.substr(0, text.find(":/"))); }

bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.'; }

/// Whether a message names the file, and not another that has its name in its own.
bool names(const std::string& message, const std::string& file) {
  for (std::size_t at = message.find(file); at != std::string::npos; at = message.find(file, at + 1)) {
    const std::size_t end = at + file.size();
    if ((at == 0 || !is_of_name(message[at - 1])) && (end == message.size() || !is_of_name(message[end]))) return true;
  }
  return false;
}

}  // namespace

const ConfigNode* named_in(const ConfigNode& node, const std::string& message) {
  if (node.is_scalar()) {
    const std::string file = node.is_text() ? file_of(node.text()) : "";
    return !file.empty() && names(message, file) ? &node : nullptr;
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
