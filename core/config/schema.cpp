#include "core/config/schema.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace inquest {
namespace {

using Entries = std::vector<ConfigNode::Entry>;

ConfigNode text(std::string_view value) { return ConfigNode::scalar(std::string(value)); }

Entries number_schema(std::string_view type, const Range& range) {
  Entries schema{{"type", text(type)}};
  if (std::isfinite(range.min)) {
    schema.emplace_back(range.min_open ? "exclusiveMinimum" : "minimum", ConfigNode::number(range.min));
  }
  if (std::isfinite(range.max)) {
    schema.emplace_back(range.max_open ? "exclusiveMaximum" : "maximum", ConfigNode::number(range.max));
  }
  return schema;
}

Entries sequence_schema(Entries items) {
  return {{"type", text("array")}, {"items", ConfigNode::mapping(std::move(items))}};
}

Entries schema_of_value(bool value, const Limits&) {
  return {{"type", text("boolean")}, {"default", ConfigNode::boolean(value)}};
}

Entries schema_of_value(std::int64_t value, const Limits& limits) {
  Entries schema = number_schema("integer", limits.range);
  if (limits.range.contains(static_cast<double>(value))) schema.emplace_back("default", ConfigNode::integer(value));
  return schema;
}

Entries schema_of_value(double value, const Limits& limits) {
  Entries schema = number_schema("number", limits.range);
  if (std::isfinite(value) && limits.range.contains(value)) schema.emplace_back("default", ConfigNode::number(value));
  return schema;
}

Entries schema_of_value(const std::string& value, const Limits& limits) {
  const auto& choices = limits.choices;
  Entries schema{choices.empty() ? ConfigNode::Entry("type", text("string"))
                                 : ConfigNode::Entry("enum", ConfigNode::texts(choices))};
  const bool is_given = choices.empty() ? !value.empty() : std::ranges::find(choices, value) != choices.end();
  if (is_given) schema.emplace_back("default", text(value));
  return schema;
}

Entries schema_of_value(const std::vector<double>&, const Limits& limits) {
  return sequence_schema(number_schema("number", limits.range));
}

Entries schema_of_value(const std::vector<std::int64_t>&, const Limits& limits) {
  return sequence_schema(number_schema("integer", limits.range));
}

Entries schema_of_value(const std::vector<std::string>&, const Limits&) {
  return sequence_schema({{"type", text("string")}});
}

Entries schema_of_value(const ConfigNode&, const Limits&) { return {}; }

nlohmann::ordered_json json_of(const ConfigNode& node) {
  if (node.is_null()) return nullptr;
  if (node.is_boolean()) return node.boolean();
  if (node.is_text()) return node.text();
  if (node.is_number()) {
    const double value = node.number();
    if (!std::isfinite(value)) node.fail("(JSON has no such number)");
    const bool is_integer = node.text().find_first_of(".eE") == std::string::npos;
    return is_integer ? nlohmann::ordered_json(node.integer()) : nlohmann::ordered_json(value);
  }
  nlohmann::ordered_json json = node.is_mapping() ? nlohmann::ordered_json::object() : nlohmann::ordered_json::array();
  if (node.is_sequence()) {
    for (const ConfigNode& item : node.items()) json.push_back(json_of(item));
  } else {
    for (const auto& [key, value] : node.entries()) json[key] = json_of(value);
  }
  return json;
}

}  // namespace

SchemaBuilder::SchemaBuilder() : levels_(1) {}

void SchemaBuilder::add(std::string_view name, Entries schema, std::string_view doc) {
  if (!doc.empty()) schema.emplace_back("description", text(doc));
  levels_.back().properties.emplace_back(name, ConfigNode::mapping(std::move(schema)));
}

void SchemaBuilder::visit(std::string_view name, FieldValue value, std::string_view doc, const Limits& limits) {
  add(name, std::visit([&](const auto* in) { return schema_of_value(*in, limits); }, value), doc);
}

void SchemaBuilder::required(std::string_view name) { levels_.back().required.push_back(text(name)); }

void SchemaBuilder::begin_group(std::string_view name, std::string_view doc) {
  levels_.push_back({std::string(name), std::string(doc), "", {}, {}});
}

void SchemaBuilder::end_group() {
  const std::string name = levels_.back().name;
  const std::string doc = levels_.back().doc;
  const std::string none = levels_.back().none;
  ConfigNode schema = finish();
  if (none.empty()) return add(name, schema.entries(), doc);
  ConfigNode word = ConfigNode::mapping({{"const", text(none)}});
  add(name, {{"anyOf", ConfigNode::sequence({std::move(word), std::move(schema)})}}, doc);
}

bool SchemaBuilder::begin_optional_group(std::string_view name, bool, std::string_view none, std::string_view doc) {
  levels_.push_back({std::string(name), std::string(doc), std::string(none), {}, {}});
  return true;
}

void SchemaBuilder::count_or_list(std::string_view name, std::int64_t& count, const OptionsList& list,
                                  std::string_view doc, Range range) {
  list.resize(1);
  SchemaBuilder part;
  list.visit(0, part);
  ConfigNode number = ConfigNode::mapping(schema_of_value(count, {.range = range}));
  ConfigNode parts = ConfigNode::mapping({{"type", text("array")}, {"items", part.finish()}});
  add(name, {{"anyOf", ConfigNode::sequence({std::move(number), std::move(parts)})}}, doc);
}

// The fields of all of them: which go together, the program checks.
void SchemaBuilder::one_of(const Alternatives& all) {
  auto& known = levels_.back().properties;
  for (const Alternatives::Entry* entry : all.chosen_first()) {
    SchemaBuilder part;
    entry->fields(part);
    for (auto& property : part.levels_.back().properties) {
      const bool is_new = std::ranges::find(known, property.first, &ConfigNode::Entry::first) == known.end();
      if (!is_new) continue;
      const auto owners = all.owners(property.first);
      const ConfigNode* doc = property.second.find("description");
      if (doc != nullptr && owners.size() < all.entries.size()) {
        property.second.set("description", text(concat(doc->text(), " (", join(owners), ")")));
      }
      known.push_back(std::move(property));
    }
  }
}

ConfigNode SchemaBuilder::finish() {
  Level level = std::move(levels_.back());
  levels_.pop_back();
  Entries schema{{"type", text("object")}, {"properties", ConfigNode::mapping(std::move(level.properties))}};
  if (!level.required.empty()) schema.emplace_back("required", ConfigNode::sequence(std::move(level.required)));
  schema.emplace_back("additionalProperties", ConfigNode::boolean(false));
  return ConfigNode::mapping(std::move(schema));
}

std::string to_json(const ConfigNode& node) { return json_of(node).dump(2) + "\n"; }

}  // namespace inquest
