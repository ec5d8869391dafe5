#include "core/config/documentation.hpp"

#include <algorithm>
#include <utility>

namespace inquest {
namespace {

std::string with_range(const std::string& type, const Range& range) {
  const std::string text = range.to_string();
  return text.empty() ? type : concat(type, " ", text);
}

std::string inline_yaml(const ConfigNode& value) {
  std::string text = value.to_yaml();
  text.pop_back();  // the line break
  return text;
}

std::string text_yaml(const std::string& text) { return text.empty() ? "" : inline_yaml(ConfigNode::scalar(text)); }

struct TypeAndDefault {
  std::string type;
  std::string default_value;
};

TypeAndDefault described(bool value, const Limits&) { return {"true or false", value ? "true" : "false"}; }

TypeAndDefault described(std::int64_t value, const Limits& limits) {
  const bool is_given = limits.range.contains(static_cast<double>(value));
  return {with_range("integer", limits.range), is_given ? inline_yaml(ConfigNode::integer(value)) : ""};
}

TypeAndDefault described(double value, const Limits& limits) {
  const bool is_given = limits.range.contains(value);
  return {with_range("number", limits.range), is_given ? inline_yaml(ConfigNode::number(value)) : ""};
}

TypeAndDefault described(const std::string& value, const Limits& limits) {
  return {limits.choices.empty() ? "text" : concat("one of ", join(limits.choices)), text_yaml(value)};
}

TypeAndDefault described(const std::vector<double>& value, const Limits& limits) {
  return {with_range("sequence of numbers", limits.range), inline_yaml(ConfigNode::numbers(value))};
}

TypeAndDefault described(const std::vector<std::int64_t>& value, const Limits& limits) {
  return {with_range("sequence of integers", limits.range), inline_yaml(ConfigNode::integers(value))};
}

TypeAndDefault described(const std::vector<std::string>& value, const Limits&) {
  return {"sequence of texts", inline_yaml(ConfigNode::texts(value))};
}

TypeAndDefault described(const ConfigNode&, const Limits&) { return {"value", ""}; }

// A bar would end the cell of a Markdown table.
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? "\\|" : std::string(1, c);
  return out;
}

std::string code(const std::string& text) { return text.empty() ? "" : concat("`", cell(text), "`"); }

}  // namespace

void FieldDocumenter::add(std::string_view name, std::string type, std::string default_value, std::string_view doc) {
  rows_.push_back({prefixes_.back() + std::string(name), std::move(type), std::move(default_value), std::string(doc)});
}

void FieldDocumenter::visit(std::string_view name, FieldValue value, std::string_view doc, const Limits& limits) {
  auto [type, default_value] = std::visit([&](const auto* in) { return described(*in, limits); }, value);
  add(name, std::move(type), std::move(default_value), doc);
}

void FieldDocumenter::required(std::string_view name) {
  INQUEST_EXPECT(!rows_.empty() && rows_.back().name == prefixes_.back() + std::string(name));
  static_cast<void>(name);
  rows_.back().default_value = "required";
}

void FieldDocumenter::begin_group(std::string_view name, std::string_view doc) {
  add(name, "mapping", "", doc);
  prefixes_.push_back(rows_.back().name + ".");
}

bool FieldDocumenter::begin_optional_group(std::string_view name, bool has_value, std::string_view none,
                                           std::string_view doc) {
  add(name, concat(none, ", or a mapping"), has_value ? "" : text_yaml(std::string(none)), doc);
  prefixes_.push_back(rows_.back().name + ".");
  return true;
}

void FieldDocumenter::count_or_list(std::string_view name, std::int64_t& count, const OptionsList&,
                                    std::string_view doc, Range range) {
  add(name, with_range("integer", range) + ", or a sequence of mappings", inline_yaml(ConfigNode::integer(count)), doc);
}

// The fields of all of them, with who has those that some have not.
void FieldDocumenter::one_of(const Alternatives& all) {
  const std::size_t first = rows_.size();
  for (const Alternatives::Entry* entry : all.chosen_first()) {
    FieldDocumenter part;
    entry->fields(part);
    for (FieldDoc& row : part.rows_) {
      const auto owners = all.owners(row.name.substr(0, row.name.find('.')));
      row.name = prefixes_.back() + row.name;
      const auto begin = rows_.begin() + static_cast<std::ptrdiff_t>(first);
      if (std::any_of(begin, rows_.end(), [&](const FieldDoc& known) { return known.name == row.name; })) continue;
      if (owners.size() < all.entries.size()) row.doc += concat(" (", all.key, ": ", join(owners), ")");
      rows_.push_back(std::move(row));
    }
  }
}

void FieldDocumenter::end_group() { prefixes_.pop_back(); }

std::string to_markdown(const std::vector<FieldDoc>& rows) {
  std::string text = "| key | type | default | meaning |\n|---|---|---|---|\n";
  for (const FieldDoc& row : rows) {
    const std::string value = row.default_value == "required" ? "required" : code(row.default_value);
    text += concat("| ", code(row.name), " | ", cell(row.type), " | ", value, " | ", cell(row.doc), " |\n");
  }
  return text;
}

}  // namespace inquest
