#include "core/config/fields.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/config/unknown_key.hpp"

namespace inquest {
namespace {

bool is_same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// " write [python3, sim.py]" where a scalar was given.
std::string as_sequence(const ConfigNode& node) {
  if (!node.is_scalar() || node.text().empty()) return "";
  std::string text = node.text();
  std::ranges::replace(text, ',', ' ');
  std::istringstream words(text);
  std::vector<std::string> items;
  for (std::string word; words >> word;) items.push_back(word);
  return concat(" write [", join(items), "]");
}

const ConfigNode& sequence_of(const ConfigNode& node, const std::string& type) {
  if (!node.is_sequence()) node.fail(concat("(must be a sequence of ", type, ", [a, b, ...])", as_sequence(node)));
  return node;
}

void check_range(const ConfigNode& node, double value, const Range& range) {
  if (!range.contains(value)) node.fail(concat("(must be ", range.to_string(), ")"));
}

void read(const ConfigNode& node, bool& value, const Limits&) { value = node.boolean(); }

void read(const ConfigNode& node, std::int64_t& value, const Limits& limits) {
  const std::int64_t given = node.integer();
  if (given != value) check_range(node, static_cast<double>(given), limits.range);
  value = given;
}

void read(const ConfigNode& node, double& value, const Limits& limits) {
  const double given = node.number();
  if (!is_same(given, value)) {
    if (!std::isfinite(given)) node.fail("(must be a finite number)");
    check_range(node, given, limits.range);
  }
  value = given;
}

void read(const ConfigNode& node, std::string& value, const Limits& limits) {
  const std::string& word = node.text();
  const auto& choices = limits.choices;
  const bool known = choices.empty() || word == value || std::ranges::find(choices, word) != choices.end();
  if (!known) node.fail(concat("(must be one of ", join(choices), ")", did_you_mean(word, choices)));
  value = word;
}

void read(const ConfigNode& node, std::vector<double>& value, const Limits&) {
  value.clear();
  for (const ConfigNode& item : sequence_of(node, "numbers").items()) value.push_back(item.number());
}

void read(const ConfigNode& node, std::vector<std::int64_t>& value, const Limits& limits) {
  value.clear();
  for (const ConfigNode& item : sequence_of(node, "integers").items()) {
    value.push_back(item.integer());
    check_range(item, static_cast<double>(value.back()), limits.range);
  }
}

void read(const ConfigNode& node, std::vector<std::string>& value, const Limits&) {
  value.clear();
  for (const ConfigNode& item : sequence_of(node, "words").items()) value.push_back(item.text());
}

void read(const ConfigNode& node, ConfigNode& value, const Limits&) { value = node; }

ConfigNode written(bool value) { return ConfigNode::boolean(value); }
ConfigNode written(std::int64_t value) { return ConfigNode::integer(value); }
ConfigNode written(double value) { return ConfigNode::number(value); }
ConfigNode written(const std::string& value) { return ConfigNode::scalar(value); }
ConfigNode written(const std::vector<double>& value) { return ConfigNode::numbers(value); }
ConfigNode written(const std::vector<std::int64_t>& value) { return ConfigNode::integers(value); }
ConfigNode written(const std::vector<std::string>& value) { return ConfigNode::texts(value); }
ConfigNode written(const ConfigNode& value) { return value; }

// The names of the fields of a struct, of its outermost level.
std::vector<std::string> names_of(const Alternatives::Entry& entry) {
  FieldWriter writer;
  entry.fields(writer);
  std::vector<std::string> names;
  const ConfigNode all = writer.finish();
  for (const auto& [name, value] : all.entries()) names.push_back(name);
  return names;
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
  if (has_min && has_max && min == max) return concat(min);
  if (has_min && has_max) return concat("in ", min_open ? "(" : "[", min, ", ", max, max_open ? ")" : "]");
  if (has_min) return concat(min_open ? "> " : ">= ", min);
  if (has_max) return concat(max_open ? "< " : "<= ", max);
  return "";
}

std::vector<const Alternatives::Entry*> Alternatives::chosen_first() const {
  std::vector<const Entry*> ordered{&entries[chosen]};
  for (const Entry& entry : entries) {
    if (&entry != ordered.front()) ordered.push_back(&entry);
  }
  return ordered;
}

std::vector<std::string> Alternatives::owners(std::string_view field) const {
  std::vector<std::string> owners;
  for (const Entry& entry : entries) {
    const std::vector<std::string> names = names_of(entry);
    if (std::ranges::find(names, field) != names.end()) owners.push_back(entry.name);
  }
  return owners;
}

void FieldVisitor::one_of(std::string_view key, const std::string& chosen, std::vector<std::string> words,
                          const std::function<void(const std::string&, FieldVisitor&)>& fields) {
  const auto found = std::ranges::find(words, chosen);
  Alternatives all{std::string(key), {}, static_cast<std::size_t>(found - words.begin())};
  for (const std::string& word : words) {
    all.entries.push_back({word, [&fields, word](FieldVisitor& visitor) { fields(word, visitor); }});
  }
  if (found == words.end()) all.entries.push_back({chosen, [](FieldVisitor&) {}});
  one_of(all);
}

FieldReader::FieldReader(const ConfigNode& node, std::vector<std::string> also_allowed, OptionsOfOthers others)
    : root_(node), others_(others) {
  if (!node.is_null()) node.entries();
  levels_.push_back({node.is_null() ? nullptr : &node, node.path(), std::move(also_allowed), {}});
}

const ConfigNode* FieldReader::take(std::string_view name, std::string_view doc) {
  Level& level = levels_.back();
  level.known.emplace_back(name);
  last_doc_ = doc;
  return level.node == nullptr ? nullptr : level.node->find(name);
}

void FieldReader::visit(std::string_view name, FieldValue value, std::string_view doc, const Limits& limits) {
  const ConfigNode* node = take(name, doc);
  if (node == nullptr) return;
  std::visit([&](auto* out) { read(*node, *out, limits); }, value);
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
  levels_.push_back({node, parent.empty() ? std::string(name) : concat(parent, ".", name), {}, {}});
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
    return visit(name, &count, doc, {.range = range});
  }
  take(name, doc);
  check_range(*node, static_cast<double>(node->items().size()), range);
  list.resize(node->items().size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    FieldReader part(node->items()[i], {}, others_);
    list.visit(i, part);
    part.finish();
  }
  count = static_cast<std::int64_t>(list.size());
}

void FieldReader::one_of(const Alternatives& all) {
  const Alternatives::Entry& chosen = all.entries[all.chosen];
  chosen.fields(*this);
  Level& level = levels_.back();
  for (const Alternatives::Entry& entry : all.entries) {
    for (const std::string& name : names_of(entry)) {
      if (std::ranges::find(level.known, name) != level.known.end()) continue;
      level.of_others[name] = concat(" is not an option of ", all.key, ": ", chosen.name, " (it is one of ",
                                     join(all.owners(name)), "); choose one of these, or leave it out");
    }
  }
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
    if (const auto other = level.of_others.find(key); !known && other != level.of_others.end()) {
      INQUEST_VALIDATE(others_ == OptionsOfOthers::passed_over, config, value.where(), other->second);
      continue;
    }
    std::vector<std::string> words = level.known;
    for (const auto& [name, problem] : level.of_others) words.push_back(name);
    if (known) continue;
    const bool joined = key.find(':') != std::string::npos;  // {train:500}
    const std::string advice = joined ? "; put a blank behind the colon" : did_you_mean(key, words);
    throw UnknownKey(key, value.path(),
                     concat(value.where(), " is not a known key (known: ", join(level.known), ")", advice));
  }
}

FieldWriter::FieldWriter() : levels_(1) {}

void FieldWriter::write(std::string_view name, ConfigNode value) {
  levels_.back().entries.emplace_back(name, std::move(value));
}

void FieldWriter::visit(std::string_view name, FieldValue value, std::string_view, const Limits&) {
  write(name, std::visit([](const auto* in) { return written(*in); }, value));
}

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
  if (list.size() == 0) return visit(name, &count, doc, {.range = range});
  std::vector<ConfigNode> parts;
  for (std::size_t i = 0; i < list.size(); ++i) {
    FieldWriter part;
    list.visit(i, part);
    parts.push_back(part.finish());
  }
  write(name, ConfigNode::sequence(std::move(parts)));
}

void FieldWriter::one_of(const Alternatives& all) { all.entries[all.chosen].fields(*this); }

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
