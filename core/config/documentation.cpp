#include "core/config/documentation.hpp"

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

void FieldDocumenter::field(std::string_view name, bool& value, std::string_view doc) {
  add(name, "true or false", value ? "true" : "false", doc);
}

void FieldDocumenter::field(std::string_view name, std::int64_t& value, std::string_view doc, Range range) {
  const bool is_given = range.contains(static_cast<double>(value));
  add(name, with_range("integer", range), is_given ? inline_yaml(ConfigNode::integer(value)) : "", doc);
}

void FieldDocumenter::field(std::string_view name, double& value, std::string_view doc, Range range) {
  const bool is_given = range.contains(value);
  add(name, with_range("number", range), is_given ? inline_yaml(ConfigNode::number(value)) : "", doc);
}

void FieldDocumenter::field(std::string_view name, std::string& value, std::string_view doc) {
  add(name, "text", text_yaml(value), doc);
}

void FieldDocumenter::field(std::string_view name, std::vector<double>& value, std::string_view doc) {
  add(name, "sequence of numbers", inline_yaml(ConfigNode::numbers(value)), doc);
}

void FieldDocumenter::field(std::string_view name, std::vector<std::int64_t>& value, std::string_view doc,
                            Range range) {
  add(name, with_range("sequence of integers", range), inline_yaml(ConfigNode::integers(value)), doc);
}

void FieldDocumenter::field(std::string_view name, std::vector<std::string>& value, std::string_view doc) {
  add(name, "sequence of texts", inline_yaml(ConfigNode::texts(value)), doc);
}

void FieldDocumenter::choice(std::string_view name, std::string& value, std::string_view doc,
                             const std::vector<std::string>& choices) {
  add(name, concat("one of ", join(choices)), text_yaml(value), doc);
}

void FieldDocumenter::node(std::string_view name, ConfigNode&, std::string_view doc) { add(name, "value", "", doc); }

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
