#include "apps/run/key_hint.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "apps/routes/evidence_route.hpp"
#include "apps/routes/posterior_route.hpp"
#include "apps/run/run_file.hpp"
#include "core/config/documentation.hpp"
#include "core/config/suggest.hpp"
#include "simulators/external/external_simulator.hpp"
#include "simulators/external/plugin.hpp"

namespace inquest {
namespace {

constexpr std::size_t most_places = 3;
constexpr std::array<const char*, 4> command_options = {"threads", "output", "quiet", "force"};

using Methods = std::vector<std::string>;

/// The methods that take a key, by the place of the mapping that holds it; no methods where it is no matter of these.
using Places = std::map<std::string, Methods>;

std::string parent_of(const std::string& path) { return path.substr(0, std::min(path.rfind('.'), path.size())); }
std::string last_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? path : path.substr(dot + 1);
}

void add_places(const std::vector<FieldDoc>& docs, const std::string& key, const std::string& where,
                const Methods& methods, Places& places) {
  for (const FieldDoc& doc : docs) {
    if (last_of(doc.name) != key) continue;
    std::string place = where;
    if (doc.name != key) place += (place.empty() ? "" : ".") + parent_of(doc.name);
    Methods& known = places[place];
    known.insert(known.end(), methods.begin(), methods.end());
  }
}

template <class Method>
void add_methods(const std::vector<Method>& all, const std::string& key, const std::string& section,
                 const std::string& wanted, Places& places) {
  for (const Method& method : all) {
    if (wanted.empty() || method.name == wanted) add_places(method.options, key, section, {method.name}, places);
  }
}

Places places_of(const std::string& key) {
  Places places;
  add_places(document_options<RunFile>(), key, "", {}, places);
  add_places(document_options<ModelEntry>(), key, "models.NAME", {}, places);
  add_places(document_options<ExternalSimulatorOptions>(), key, "models.NAME.simulator", {}, places);
  add_places(document_options<PluginOptions>(), key, "models.NAME.simulator", {}, places);
  add_methods(posterior_methods(), key, "posterior.NAME", "", places);
  add_methods(evidence_methods(), key, "evidence.NAME", "", places);
  return places;
}

/// The node at a dotted path without indices, or null.
const ConfigNode* node_at(const ConfigNode& root, const std::string& path) {
  const ConfigNode* node = &root;
  for (std::size_t start = 0; node != nullptr && start < path.size();) {
    const std::size_t end = std::min(path.find('.', start), path.size());
    node = node->is_mapping() ? node->find(path.substr(start, end - start)) : nullptr;
    start = end + 1;
  }
  return node;
}

/// Places within the route that has the key in the wrong one.
Places places_in_route(const ConfigNode& root, const std::string& path, const std::string& key) {
  Places places;
  const std::string section = path.substr(0, path.find('.'));
  const std::size_t end = path.find('.', section.size() + 1);
  if ((section != "posterior" && section != "evidence") || end == std::string::npos) return places;
  const ConfigNode* method = node_at(root, path.substr(0, end) + ".method");
  if (method == nullptr || !method->is_scalar()) return places;
  const std::string route = path.substr(0, end);
  if (section == "posterior") add_methods(posterior_methods(), key, route, method->text(), places);
  if (section == "evidence") add_methods(evidence_methods(), key, route, method->text(), places);
  return places;
}

std::string in_words(const Places& places) {
  std::vector<std::pair<std::string, Methods>> ordered(places.begin(), places.end());
  std::ranges::stable_sort(ordered, {}, [](const auto& place) { return std::ranges::count(place.first, '.'); });
  std::vector<std::string> texts;
  for (const auto& [place, methods] : ordered) {
    if (texts.size() == most_places) break;
    const std::string of =
        methods.empty() || place.find("NAME") == std::string::npos ? "" : concat(" (method ", join(methods), ")");
    texts.push_back((place.empty() ? "the run file itself, without indentation" : place) + of);
  }
  return texts.empty() ? "" : concat("; it is a key of ", join(texts));
}

/// An entry just above that has nothing below it, where the key may belong.
std::string empty_neighbour(const ConfigNode& root, const std::string& path, const std::string& key) {
  const ConfigNode* parent = path == key ? &root : node_at(root, parent_of(path));
  if (parent == nullptr || !parent->is_mapping()) return "";
  const auto& entries = parent->entries();
  const auto own = std::ranges::find(entries, key, &ConfigNode::Entry::first);
  for (auto above = own; above != entries.begin();) {
    --above;
    if (above->second.is_null()) {
      return concat("; does it belong to ", above->first, " (line ", above->second.line(),
                    "), which is empty? indent it more");
    }
  }
  return "";
}

bool is_digits(const std::string& key) { return key.find_first_not_of("0123456789") == std::string::npos; }

}  // namespace

std::string key_hint(const ConfigNode& root, const std::string& path) {
  const std::string key = last_of(path);
  if (is_digits(key)) return "; is it part of a number? write 10000, not 10,000";
  if (std::string hint = empty_neighbour(root, path, key); !hint.empty()) return hint;
  if (std::string hint = in_words(places_in_route(root, path, key)); !hint.empty()) return hint;
  if (std::ranges::find(command_options, key) != command_options.end()) {
    return concat("; it is an option of the command, --", key);
  }
  return in_words(places_of(key));
}

bool is_run_file_key(const std::string& key) {
  return std::ranges::any_of(document_options<RunFile>(), [&](const FieldDoc& doc) { return doc.name == key; });
}

}  // namespace inquest
