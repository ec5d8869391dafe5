#include "apps/run/resolved.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace inquest {
namespace {

std::string one_line(const ConfigNode& node) {
  std::string text = node.to_yaml();
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text.find('\n') == std::string::npos ? text : "...";
}

void compare(const ConfigNode& now, const ConfigNode& before, const std::string& path, std::vector<std::string>& out) {
  if (now == before) return;
  if (!now.is_mapping() || !before.is_mapping()) {
    out.push_back(concat(path, " = ", one_line(now), " (was ", one_line(before), ")"));
    return;
  }
  const std::string prefix = path.empty() ? "" : path + ".";
  const std::size_t first = out.size();
  for (const auto& [key, value] : now.entries()) {
    if (const ConfigNode* old = before.find(key)) {
      compare(value, *old, prefix + key, out);
    } else {
      out.push_back(concat(prefix, key, " = ", one_line(value), " (was not there)"));
    }
  }
  for (const auto& [key, value] : before.entries()) {
    if (now.find(key) == nullptr) out.push_back(concat(prefix, key, " is gone (was ", one_line(value), ")"));
  }
  if (out.size() == first) out.push_back(concat(path, " has its entries in another order"));
}

// Only values that no file of the run but the results follows from.
constexpr std::array<std::string_view, 5> permitted = {"name", "folder", "draws", "diagnostics", "report"};

ConfigNode without_permitted(const ConfigNode& root) {
  std::vector<ConfigNode::Entry> kept;
  for (const auto& entry : root.entries()) {
    if (std::ranges::find(permitted, entry.first) == permitted.end()) kept.push_back(entry);
  }
  return ConfigNode::mapping(std::move(kept));
}

// The routes of `now` that `before` had too, in its order: a new one may take networks that are there, and disturbs
// none.
ConfigNode without_new_routes(const ConfigNode& now, const ConfigNode& before) {
  std::vector<ConfigNode::Entry> kept;
  for (const auto& [key, value] : now.entries()) {
    const ConfigNode* old = before.find(key);
    if ((key != "posterior" && key != "evidence") || old == nullptr || !old->is_mapping()) {
      kept.emplace_back(key, value);
      continue;
    }
    std::vector<ConfigNode::Entry> routes;
    for (const auto& [name, route] : old->entries()) {
      if (const ConfigNode* same = value.find(name)) routes.emplace_back(name, *same);
    }
    kept.emplace_back(key, ConfigNode::mapping(std::move(routes)));
  }
  return ConfigNode::mapping(std::move(kept));
}

// `before` with use(key, old, new) in place of each entry that `now` has too.
template <class Use>
ConfigNode for_common(const ConfigNode& before, const ConfigNode& now, const Use& use) {
  if (!before.is_mapping() || !now.is_mapping()) return before;
  std::vector<ConfigNode::Entry> entries;
  for (const auto& [key, value] : before.entries()) {
    const ConfigNode* same = now.find(key);
    entries.emplace_back(key, same == nullptr ? value : use(key, value, *same));
  }
  return ConfigNode::mapping(std::move(entries));
}

ConfigNode without_gone(const ConfigNode& before, const ConfigNode& now) {
  if (!before.is_mapping() || !now.is_mapping()) return before;
  std::vector<ConfigNode::Entry> entries;
  for (const auto& [key, value] : before.entries()) {
    if (const ConfigNode* same = now.find(key)) entries.emplace_back(key, without_gone(value, *same));
  }
  return ConfigNode::mapping(std::move(entries));
}

// An option goes away with the word that it belongs to, which is told, or where it never counted beside that word.
ConfigNode without_idle_options(const ConfigNode& before, const ConfigNode& now) {
  const auto of_model = [](const std::string& key, const ConfigNode& old, const ConfigNode& same) {
    return key == "options" || key == "likelihood" ? without_gone(old, same) : old;
  };
  return for_common(before, now, [&](const std::string& section, const ConfigNode& old, const ConfigNode& same) {
    if (section != "posterior" && section != "evidence" && section != "models") return old;
    return for_common(old, same, [&](const std::string&, const ConfigNode& entry, const ConfigNode& same_entry) {
      return section == "models" ? for_common(entry, same_entry, of_model) : without_gone(entry, same_entry);
    });
  });
}

}  // namespace

std::vector<std::string> differences(const ConfigNode& now, const ConfigNode& before) {
  std::vector<std::string> out;
  compare(now, before, "", out);
  return out;
}

std::vector<std::string> obstacles_to_resume(const ConfigNode& now, const ConfigNode& before) {
  const ConfigNode old = without_idle_options(without_permitted(before), now);
  return differences(without_new_routes(without_permitted(now), old), old);
}

}  // namespace inquest
