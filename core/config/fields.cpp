#include "core/config/fields.hpp"

#include <algorithm>
#include <cmath>

namespace inquest {
namespace {

bool is_same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

const ConfigNode& sequence_of(const ConfigNode& node, const std::string& type) {
  if (!node.is_sequence()) node.fail(concat("(must be a sequence of ", type, ", [a, b, ...])"));
  return node;
}

void check_range(const ConfigNode& node, double value, const Range& range) {
  if (!range.contains(value)) node.fail(concat("(must be ", range.to_string(), ")"));
}

}  // namespace

bool Range::contains(double value) const {
  const bool above = min_open ? value > min : value >= min;
  const bool below = max_open ? value < max : value <= max;
  return above && below;
}

std::string Range::to_string() const {
  const bool has_min = min > -std::numeric_limits<double>::infinity();
  const bool has_max = max < std::numeric_limits<double>::infinity();
  if (has_min && has_max) return concat("in ", min_open ? "(" : "[", min, ", ", max, max_open ? ")" : "]");
  if (has_min) return concat(min_open ? "> " : ">= ", min);
  if (has_max) return concat(max_open ? "< " : "<= ", max);
  return "";
}

FieldReader::FieldReader(const ConfigNode& node, std::vector<std::string> also_allowed) : root_(node) {
  if (!node.is_null()) node.entries();
  levels_.push_back({node.is_null() ? nullptr : &node, node.path(), std::move(also_allowed)});
}

const ConfigNode* FieldReader::take(std::string_view name, std::string_view doc) {
  Level& level = levels_.back();
  level.known.emplace_back(name);
  last_doc_ = doc;
  return level.node == nullptr ? nullptr : level.node->find(name);
}

void FieldReader::field(std::string_view name, bool& value, std::string_view doc) {
  if (const ConfigNode* node = take(name, doc)) value = node->boolean();
}

void FieldReader::field(std::string_view name, std::int64_t& value, std::string_view doc, Range range) {
  const ConfigNode* node = take(name, doc);
  if (node == nullptr) return;
  const std::int64_t read = node->integer();
  if (read != value) check_range(*node, static_cast<double>(read), range);
  value = read;
}

void FieldReader::field(std::string_view name, double& value, std::string_view doc, Range range) {
  const ConfigNode* node = take(name, doc);
  if (node == nullptr) return;
  const double read = node->number();
  if (!is_same(read, value)) {
    if (!std::isfinite(read)) node->fail("(must be a finite number)");
    check_range(*node, read, range);
  }
  value = read;
}

void FieldReader::field(std::string_view name, std::string& value, std::string_view doc) {
  if (const ConfigNode* node = take(name, doc)) value = node->text();
}

void FieldReader::field(std::string_view name, std::vector<double>& value, std::string_view doc) {
  const ConfigNode* node = take(name, doc);
  if (node == nullptr) return;
  value.clear();
  for (const ConfigNode& item : sequence_of(*node, "numbers").items()) value.push_back(item.number());
}

void FieldReader::field(std::string_view name, std::vector<std::int64_t>& value, std::string_view doc, Range range) {
  const ConfigNode* node = take(name, doc);
  if (node == nullptr) return;
  value.clear();
  for (const ConfigNode& item : sequence_of(*node, "integers").items()) {
    value.push_back(item.integer());
    check_range(item, static_cast<double>(value.back()), range);
  }
}

void FieldReader::field(std::string_view name, std::vector<std::string>& value, std::string_view doc) {
  const ConfigNode* node = take(name, doc);
  if (node == nullptr) return;
  value.clear();
  for (const ConfigNode& item : sequence_of(*node, "words").items()) value.push_back(item.text());
}

void FieldReader::choice(std::string_view name, std::string& value, std::string_view doc,
                         const std::vector<std::string>& choices) {
  const ConfigNode* node = take(name, doc);
  if (node == nullptr) return;
  const std::string& word = node->text();
  const bool known = word == value || std::find(choices.begin(), choices.end(), word) != choices.end();
  if (!known) node->fail(concat("(must be one of ", join(choices), ")", did_you_mean(word, choices)));
  value = word;
}

void FieldReader::node(std::string_view name, ConfigNode& value, std::string_view doc) {
  if (const ConfigNode* node = take(name, doc)) value = *node;
}

void FieldReader::required(std::string_view name) {
  const Level& level = levels_.back();
  INQUEST_EXPECT(!level.known.empty() && level.known.back() == name);
  if (level.node != nullptr && level.node->find(name) != nullptr) return;
  const ConfigNode& above = level.node == nullptr ? root_ : *level.node;
  const std::string path = level.path.empty() ? std::string(name) : concat(level.path, ".", name);
  const std::string line = above.line() > 0 && !above.path().empty() ? concat(":", above.line()) : "";
  const std::string place = above.source().empty() ? "" : above.source() + line + ": ";
  std::vector<std::string> strangers;
  if (level.node != nullptr) {
    for (const auto& [key, value] : level.node->entries()) {
      if (std::ranges::find(level.known, key) == level.known.end()) strangers.push_back(key);
    }
  }
  const auto misspelt = nearest_word(name, strangers);
  raise(ErrorKind::config, concat(place, path, " is missing (", last_doc_, ")",
                                  misspelt ? concat("; is '", *misspelt, "' a misspelling of it?") : ""));
}

void FieldReader::begin_group(std::string_view name, std::string_view doc) {
  const ConfigNode* node = take(name, doc);
  if (node != nullptr && node->is_null()) node = nullptr;
  if (node != nullptr) node->entries();
  const std::string& parent = levels_.back().path;
  levels_.push_back({node, parent.empty() ? std::string(name) : concat(parent, ".", name), {}});
}

bool FieldReader::begin_optional_group(std::string_view name, bool has_value, std::string_view none,
                                       std::string_view doc) {
  const ConfigNode* above = levels_.back().node;
  const ConfigNode* node = above == nullptr ? nullptr : above->find(name);
  const bool is_word = node != nullptr && node->is_scalar();
  if (is_word && node->text() != none) node->fail(concat("(must be ", none, ", or a mapping)"));
  if (is_word || (node == nullptr && !has_value)) {
    take(name, doc);
    return false;
  }
  begin_group(name, doc);
  return true;
}

void FieldReader::count_or_list(std::string_view name, std::int64_t& count, const OptionsList& list,
                                std::string_view doc, Range range) {
  const ConfigNode* above = levels_.back().node;
  const ConfigNode* node = above == nullptr ? nullptr : above->find(name);
  if (node == nullptr || !node->is_sequence()) {
    if (node != nullptr) list.resize(0);
    return field(name, count, doc, range);
  }
  take(name, doc);
  check_range(*node, static_cast<double>(node->items().size()), range);
  list.resize(node->items().size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    FieldReader part(node->items()[i]);
    list.visit(i, part);
    part.finish();
  }
  count = static_cast<std::int64_t>(list.size());
}

void FieldReader::end_group() {
  finish_level();
  levels_.pop_back();
}

void FieldReader::finish() const {
  INQUEST_EXPECT(levels_.size() == 1);
  finish_level();
}

void FieldReader::finish_level() const {
  const Level& level = levels_.back();
  if (level.node == nullptr) return;
  for (const auto& [key, value] : level.node->entries()) {
    const bool known = std::find(level.known.begin(), level.known.end(), key) != level.known.end();
    INQUEST_VALIDATE(known, config, value.where(), " is not a known key ", suggest(key, level.known));
  }
}

FieldWriter::FieldWriter() : levels_(1) {}

void FieldWriter::write(std::string_view name, ConfigNode value) {
  levels_.back().entries.emplace_back(name, std::move(value));
}

void FieldWriter::field(std::string_view name, bool& value, std::string_view) {
  write(name, ConfigNode::boolean(value));
}

void FieldWriter::field(std::string_view name, std::int64_t& value, std::string_view, Range) {
  write(name, ConfigNode::integer(value));
}

void FieldWriter::field(std::string_view name, double& value, std::string_view, Range) {
  write(name, ConfigNode::number(value));
}

void FieldWriter::field(std::string_view name, std::string& value, std::string_view) {
  write(name, ConfigNode::scalar(value));
}

void FieldWriter::field(std::string_view name, std::vector<double>& value, std::string_view) {
  write(name, ConfigNode::numbers(value));
}

void FieldWriter::field(std::string_view name, std::vector<std::int64_t>& value, std::string_view, Range) {
  write(name, ConfigNode::integers(value));
}

void FieldWriter::field(std::string_view name, std::vector<std::string>& value, std::string_view) {
  write(name, ConfigNode::texts(value));
}

void FieldWriter::choice(std::string_view name, std::string& value, std::string_view, const std::vector<std::string>&) {
  write(name, ConfigNode::scalar(value));
}

void FieldWriter::node(std::string_view name, ConfigNode& value, std::string_view) { write(name, value); }

void FieldWriter::begin_group(std::string_view name, std::string_view) { levels_.push_back({std::string(name), {}}); }

bool FieldWriter::begin_optional_group(std::string_view name, bool has_value, std::string_view none,
                                       std::string_view doc) {
  if (has_value) {
    begin_group(name, doc);
  } else {
    write(name, ConfigNode::scalar(std::string(none)));
  }
  return has_value;
}

void FieldWriter::count_or_list(std::string_view name, std::int64_t& count, const OptionsList& list,
                                std::string_view doc, Range range) {
  if (list.size() == 0) return field(name, count, doc, range);
  std::vector<ConfigNode> parts;
  for (std::size_t i = 0; i < list.size(); ++i) {
    FieldWriter part;
    list.visit(i, part);
    parts.push_back(part.finish());
  }
  write(name, ConfigNode::sequence(std::move(parts)));
}

void FieldWriter::end_group() {
  Level level = std::move(levels_.back());
  levels_.pop_back();
  write(level.name, ConfigNode::mapping(std::move(level.entries)));
}

ConfigNode FieldWriter::finish() {
  INQUEST_EXPECT(levels_.size() == 1);
  return ConfigNode::mapping(std::move(levels_.front().entries));
}

}  // namespace inquest
