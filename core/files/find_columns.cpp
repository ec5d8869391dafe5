#include "core/files/find_columns.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"

namespace inquest {

std::vector<std::size_t> find_columns(const std::vector<std::string>& names, const std::vector<std::string>& wanted,
                                      const std::string& where) {
  std::vector<std::size_t> found;
  for (const std::string& name : wanted) {
    const auto at = std::ranges::find(names, name);
    INQUEST_VALIDATE(at != names.end() && !name.empty(), data, where, " has no column '", name, "' ",
                     suggest(name, names));
    INQUEST_VALIDATE(std::ranges::count(names, name) == 1, data, where, " has several columns '", name,
                     "' (names must differ)");
    found.push_back(static_cast<std::size_t>(at - names.begin()));
  }
  return found;
}

std::vector<std::size_t> default_columns(const std::vector<std::string>& names) {
  const bool named = std::ranges::any_of(names, [](const std::string& name) { return !name.empty(); });
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < names.size(); ++j) {
    if (!named || !names[j].empty()) columns.push_back(j);
  }
  return columns;
}

}  // namespace inquest
