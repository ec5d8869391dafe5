#include "core/config/config_node.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>

namespace inquest {
namespace {

struct ParsedNumber {
  double value;
  bool representable;  // false beyond the range of double
};

// Decimal numbers and YAML's words for the others; std::from_chars is free of the locale.
std::optional<ParsedNumber> parse_number(std::string_view text) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (text == ".inf" || text == "+.inf") return ParsedNumber{infinity, true};
  if (text == "-.inf") return ParsedNumber{-infinity, true};
  if (text == ".nan") return ParsedNumber{std::numeric_limits<double>::quiet_NaN(), true};
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  if (text.starts_with("+-")) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);  // which std::from_chars does not take
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return std::nullopt;
  return ParsedNumber{value, error == std::errc()};
}

// " write 20000" for the separators that other languages allow, "20_000".
std::string separator_hint(std::string text) {
  const bool has_separators = std::erase(text, '_') > 0;
  return has_separators && parse_number(text) ? concat(" write ", text) : "";
}

// Of arithmetic, "10^3" or "2*pi", which a run file does not do.
std::string arithmetic_hint(const std::string& text) {
  const bool begins_so = text.starts_with("pi") || (!text.empty() && std::isdigit(static_cast<unsigned char>(text[0])));
  const bool looks_so = text == "pi" || (begins_so && text.find_first_of("*/^") != std::string::npos);
  return looks_so ? " write out the number, 3.14159 or 1e3" : "";
}

// Why a value is not of the numeric `type`.
std::string number_problem(const std::string& type, bool quoted, const std::string& text) {
  return concat("(must be ", type, quoted ? "; in quotes it is text)" : ")", separator_hint(text),
                arithmetic_hint(text));
}

std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a UTF-8 character
  return text.substr(0, end) + "...";
}

// How a message shows a value.
std::string shown(const ConfigNode& node) {
  if (node.is_null()) return "nothing";
  if (node.is_text()) return concat("'", shortened(node.text()), "'");
  if (node.is_scalar()) return shortened(node.text());
  if (node.is_mapping()) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : node.entries()) keys.push_back(key + ": ...");
    return shortened(concat("{", join(keys), "}"));
  }
  std::vector<std::string> items;
  for (const ConfigNode& item : node.items()) {
    if (items.size() < 10) items.push_back(shown(item));
  }
  return shortened(concat("[", join(items), "]"));
}

template <class Number>
std::string shortest_text(Number value) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

// A sequence with an item per value.
template <class Value, class Make>
ConfigNode sequence_from(const std::vector<Value>& values, Make make) {
  std::vector<ConfigNode> items;
  items.reserve(values.size());
  for (const Value& value : values) items.push_back(make(value));
  return ConfigNode::sequence(std::move(items));
}

std::string join_path(const std::string& parent, std::string_view key) {
  return parent.empty() ? std::string(key) : concat(parent, ".", key);
}

std::vector<std::string> split_path(std::string_view dotted_path) {
  std::vector<std::string> keys;
  for (std::size_t start = 0; start <= dotted_path.size();) {
    const std::size_t end = std::min(dotted_path.find('.', start), dotted_path.size());
    INQUEST_VALIDATE(end > start, usage, "'", dotted_path, "' has an empty key (keys are joined by single dots)");
    keys.emplace_back(dotted_path.substr(start, end - start));
    start = end + 1;
  }
  return keys;
}

}  // namespace

ConfigNode ConfigNode::scalar(std::string text) {
  ConfigNode node;
  node.kind_ = Kind::scalar;
  node.quoted_ = true;
  node.text_ = std::move(text);
  return node;
}

ConfigNode ConfigNode::number(double value) {
  ConfigNode node = scalar(std::isnan(value)   ? ".nan"
                           : std::isinf(value) ? (value > 0 ? ".inf" : "-.inf")
                                               : shortest_text(value));
  node.quoted_ = false;
  return node;
}

ConfigNode ConfigNode::integer(std::int64_t value) {
  ConfigNode node = scalar(shortest_text(value));
  node.quoted_ = false;
  return node;
}

ConfigNode ConfigNode::boolean(bool value) {
  ConfigNode node = scalar(value ? "true" : "false");
  node.quoted_ = false;
  return node;
}

ConfigNode ConfigNode::sequence(std::vector<ConfigNode> items) {
  ConfigNode node;
  node.kind_ = Kind::sequence;
  node.items_ = std::move(items);
  node.move_to("");
  return node;
}

ConfigNode ConfigNode::numbers(const std::vector<double>& values) {
  return sequence_from(values, [](double value) { return number(value); });
}

ConfigNode ConfigNode::integers(const std::vector<std::int64_t>& values) {
  return sequence_from(values, [](std::int64_t value) { return integer(value); });
}

ConfigNode ConfigNode::texts(const std::vector<std::string>& values) { return sequence_from(values, scalar); }

ConfigNode ConfigNode::mapping(std::vector<Entry> entries) {
  ConfigNode node;
  node.kind_ = Kind::mapping;
  node.entries_ = std::move(entries);
  node.move_to("");
  return node;
}

bool ConfigNode::is_number() const { return is_scalar() && !quoted_ && parse_number(text_).has_value(); }

bool ConfigNode::is_boolean() const { return is_scalar() && !quoted_ && (text_ == "true" || text_ == "false"); }

const std::string& ConfigNode::text() const {
  if (!is_scalar()) fail("(must be text)");
  return text_;
}

double ConfigNode::number() const {
  const auto parsed = is_scalar() && !quoted_ ? parse_number(text_) : std::nullopt;
  if (!parsed) fail(number_problem("a number", quoted_, text_));
  if (!parsed->representable) fail("(beyond the range of double precision)");
  return parsed->value;
}

std::int64_t ConfigNode::integer() const {
  if (!is_number()) fail(number_problem("an integer", quoted_, text_));
  const char* const end = text_.data() + text_.size();
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text_.data() + (text_.front() == '+' ? 1 : 0), end, value);
  if (stop == end && error == std::errc()) return value;
  if (stop == end) fail("(beyond the range of 64-bit integers)");

  const double real = number();
  constexpr double exact = 9007199254740992;  // 2^53: above it doubles skip integers
  if (std::trunc(real) != real) fail("(must be an integer)");
  if (std::abs(real) > exact) fail("(too large an integer for this notation) write all its digits");
  return static_cast<std::int64_t>(real);
}

bool ConfigNode::boolean() const {
  if (!is_boolean()) fail("(must be a boolean) write true or false");
  return text_ == "true";
}

const std::vector<ConfigNode>& ConfigNode::items() const {
  if (!is_sequence()) fail("(must be a sequence, [a, b, ...])");
  return items_;
}

const std::vector<ConfigNode::Entry>& ConfigNode::entries() const {
  if (!is_mapping()) fail("(must be a mapping of keys to values)");
  return entries_;
}

const ConfigNode* ConfigNode::find(std::string_view key) const {
  const auto found = std::find_if(entries().begin(), entries().end(), [&](const Entry& e) { return e.first == key; });
  return found == entries_.end() ? nullptr : &found->second;
}

ConfigNode* ConfigNode::find_mutable(std::string_view key) { return const_cast<ConfigNode*>(find(key)); }

void ConfigNode::set(std::string_view dotted_path, ConfigNode value) {
  ConfigNode* node = this;
  for (const std::string& key : split_path(dotted_path)) {
    if (node->is_null()) node->kind_ = Kind::mapping;
    INQUEST_VALIDATE(node->is_mapping(), usage, "'", dotted_path, "' cannot be set (", node->where(), " = ",
                     shown(*node), " is no mapping)");
    ConfigNode* child = node->find_mutable(key);
    if (child == nullptr) {
      child = &node->entries_.emplace_back(key, ConfigNode()).second;
      child->source_ = value.source_;
      child->path_ = join_path(node->path_, key);
    }
    node = child;
  }
  value.move_to(node->path_);
  value.forget_lines();
  *node = std::move(value);
}

std::string ConfigNode::where() const {
  const std::string name = path_.empty() ? "top level" : path_;
  if (source_.empty()) return name;
  return line_ > 0 ? concat(source_, ":", line_, ": ", name) : concat(source_, ": ", name);
}

void ConfigNode::fail(const std::string& problem) const {
  raise(ErrorKind::config, concat(where(), " = ", shown(*this), " ", problem));
}

bool ConfigNode::operator==(const ConfigNode& other) const {
  return kind_ == other.kind_ && text_ == other.text_ && is_text() == other.is_text() && items_ == other.items_ &&
         entries_ == other.entries_;
}

void ConfigNode::move_to(const std::string& path) {
  path_ = path;
  for (std::size_t i = 0; i < items_.size(); ++i) items_[i].move_to(concat(path, "[", i, "]"));
  for (auto& [key, value] : entries_) value.move_to(join_path(path, key));
}

void ConfigNode::forget_lines() {
  line_ = 0;
  for (ConfigNode& item : items_) item.forget_lines();
  for (auto& [key, value] : entries_) value.forget_lines();
}

}  // namespace inquest
