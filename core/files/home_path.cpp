#include "core/files/home_path.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

bool is_word(std::string_view text) { return !text.empty() && text.find_first_not_of(letters) == text.npos; }

// Whether the beginning of a path is what a shell would replace: $NAME, ${NAME} or ~name.
bool is_for_shells(std::string_view beginning) {
  if (beginning.starts_with("${") && beginning.ends_with('}'))
    return is_word(beginning.substr(2, beginning.size() - 3));
  return (beginning.starts_with('$') || beginning.starts_with('~')) && is_word(beginning.substr(1));
}

}  // namespace

std::string in_home(const std::string& path) {
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view beginning = std::string_view(path).substr(0, end);
  if (beginning != "~" && beginning != "$HOME" && beginning != "${HOME}") return path;
  const char* home = std::getenv("HOME");
  INQUEST_VALIDATE(home != nullptr && *home != '\0', config, path, " (HOME is not set); write the whole path");
  return home + path.substr(end);
}

std::string home_path(const std::string& path) {
  std::string whole = in_home(path);
  const std::size_t end = std::min(whole.find('/'), whole.size());
  const std::string beginning = whole.substr(0, end);
  INQUEST_VALIDATE(end == whole.size() || !is_for_shells(beginning) || std::filesystem::exists(whole), config, path,
                   " (no shell reads it, and of ", beginning, " only ~ and $HOME are known); write the whole path");
  return whole;
}

}  // namespace inquest
