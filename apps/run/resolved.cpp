#include "apps/run/resolved.hpp"

#include <algorithm>
#include <array>
#include <span>
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

// How a program is run, and what networks are told of it, change none of its numbers.
constexpr std::array<std::string_view, 7> of_running = {"workers", "timeout",  "batch",        "persistent",
                                                        "isolate", "symmetry", "deterministic"};
constexpr std::array<std::string_view, 2> of_rows = {"validation_fraction", "failure_tolerance"};
constexpr std::array<std::string_view, 3> of_report = {"report", "truth", "derived"};
constexpr std::array<std::string_view, 4> of_labels = {"latex", "unit", "periodic", "speed"};

/// A mapping without these keys; anything else as it is.
ConfigNode without(const ConfigNode& node, std::span<const std::string_view> keys) {
  if (!node.is_mapping()) return node;
  std::vector<ConfigNode::Entry> kept;
  for (const auto& entry : node.entries()) {
    if (std::ranges::find(keys, entry.first) == keys.end()) kept.push_back(entry);
  }
  return ConfigNode::mapping(std::move(kept));
}

ConfigNode values_of(const ConfigNode& parameters) {
  std::vector<ConfigNode::Entry> values;
  for (const auto& [name, parameter] : parameters.entries()) {
    const ConfigNode* fixed = parameter.is_mapping() ? parameter.find("value") : nullptr;
    values.emplace_back(name, fixed == nullptr ? without(parameter, of_labels) : *fixed);
  }
  return ConfigNode::mapping(std::move(values));
}

// Resolved files of other versions have options that never counted beside the word that was chosen.
ConfigNode without_gone(const ConfigNode& before, const ConfigNode& now) {
  if (!before.is_mapping() || !now.is_mapping()) return before;
  std::vector<ConfigNode::Entry> entries;
  for (const auto& [key, value] : before.entries()) {
    if (const ConfigNode* same = now.find(key)) entries.emplace_back(key, without_gone(value, *same));
  }
  return ConfigNode::mapping(std::move(entries));
}

/// Options of simulations made elsewhere that say no more than their defaults, which older files lack.
ConfigNode without_silent(const ConfigNode& simulator) {
  if (!simulator.is_mapping()) return simulator;
  std::vector<ConfigNode::Entry> kept;
  for (const auto& [key, value] : simulator.entries()) {
    if (key != "data" || !value.is_mapping()) {
      kept.emplace_back(key, value);
      continue;
    }
    std::vector<ConfigNode::Entry> files;
    for (const auto& [name, given] : value.entries()) {
      const bool independent = name == "rows_per_theta" && given.number() <= 1;
      const bool unnamed = name == "theta_columns" && given.items().empty();
      if (!independent && !unnamed) files.emplace_back(name, given);
    }
    kept.emplace_back(key, ConfigNode::mapping(std::move(files)));
  }
  return ConfigNode::mapping(std::move(kept));
}

/// What the simulations of a model follow from.
ConfigNode simulated(const ConfigNode& model) {
  std::vector<ConfigNode::Entry> kept;
  for (const auto& [key, value] : model.entries()) {
    if (key == "simulator") kept.emplace_back(key, without_silent(without(value, of_running)));
    if (key == "options") kept.emplace_back(key, value);
    if (key == "parameters") kept.emplace_back(key, values_of(value));
  }
  return ConfigNode::mapping(std::move(kept));
}

bool is_simulated(const ConfigNode& model) { return model.find("simulator") != nullptr; }

// Rounds are made around the observation, and begin at rows that follow from the number of all.
bool has_rounds(const ConfigNode& root) {
  const ConfigNode* simulations = root.find("simulations");
  const ConfigNode* rounds =
      simulations != nullptr && simulations->is_mapping() ? simulations->find("rounds") : nullptr;
  return rounds != nullptr && rounds->is_number() && rounds->number() > 1;
}

/// The seed, and each model that is simulated here and in the `counterpart`; `other` says of which options there is
/// more than one.
ConfigNode origin_of_simulations(const ConfigNode& root, const ConfigNode& other, const ConfigNode& counterpart) {
  std::vector<ConfigNode::Entry> origin, models;
  if (const ConfigNode* seed = root.find("seed")) origin.emplace_back("seed", *seed);
  const ConfigNode* own = root.find("models");
  const ConfigNode* others = other.find("models");
  for (const auto& [name, model] : own == nullptr ? std::vector<ConfigNode::Entry>{} : own->entries()) {
    const ConfigNode* same = others == nullptr ? nullptr : others->find(name);
    const ConfigNode* theirs = counterpart.find("models");
    const bool in_both = same != nullptr && theirs != nullptr && theirs->find(name) != nullptr;
    if (!in_both) continue;  // rows of a model follow from it alone: one more, or one less, is no obstacle
    if (!is_simulated(model) && !is_simulated(*same)) continue;
    ConfigNode entry = simulated(model);
    const ConfigNode* options = entry.find("options");
    const ConfigNode* other_options = same == nullptr ? nullptr : same->find("options");
    if (options != nullptr && other_options != nullptr) {
      entry.set("options", without_gone(*options, *other_options));
    }
    models.emplace_back(name, std::move(entry));
  }
  if (!models.empty()) origin.emplace_back("models", ConfigNode::mapping(std::move(models)));
  for (const char* key : {"simulations", "observation"}) {
    const ConfigNode* node = root.find(key);
    if (node != nullptr && (has_rounds(root) || has_rounds(counterpart)))
      origin.emplace_back(key, without(*node, of_rows));
  }
  return ConfigNode::mapping(std::move(origin));
}

}  // namespace

std::vector<std::string> differences(const ConfigNode& now, const ConfigNode& before) {
  std::vector<std::string> out;
  compare(now, before, "", out);
  return out;
}

bool same_answers(const ConfigNode& now, const ConfigNode& before) {
  return without(now, of_report) == without(before, of_report);
}

std::vector<std::string> obstacles_to_resume(const ConfigNode& now, const ConfigNode& before) {
  return differences(origin_of_simulations(now, now, before), origin_of_simulations(before, now, now));
}

}  // namespace inquest
