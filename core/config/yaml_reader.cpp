// ConfigNode::parse: events of yaml-cpp's parser, built into a tree and checked.

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <unordered_map>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "core/config/config_node.hpp"
#include "core/config/yaml_fault.hpp"

namespace inquest {
namespace {

int line_of(const YAML::Mark& mark) { return mark.line + 1; }

[[noreturn]] void fail_at(const std::string& source, int line, const std::string& problem) {
  raise(ErrorKind::config, line > 0 ? concat(source, ":", line, ": ", problem) : concat(source, ": ", problem));
}

// Length of the UTF-8 character at the front of `text`, 0 if there is none (a cut, overlong or surrogate one).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return 1;
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (byte(0) == 0xE0 && byte(1) < 0xA0) || (byte(0) == 0xF0 && byte(1) < 0x90);
  const bool no_character = (byte(0) == 0xED && byte(1) >= 0xA0) || (byte(0) == 0xF4 && byte(1) >= 0x90);
  return overlong || no_character ? 0 : length;
}

// yaml-cpp takes some control characters for the end of the file, so they are kept from it.
void check_characters(std::string_view text, const std::string& source) {
  int line = 1;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n') ++line;
    const bool control = (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
    const std::size_t length = control ? 0 : utf8_length(text.substr(i));
    if (length == 0) fail_at(source, line, "a byte that is no UTF-8 text (run files are plain text in UTF-8)");
    i += length;
  }
}

// yaml-cpp lets a quote run past the end of the file, but not past the mark of a document's end.
std::string with_end_mark(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  const std::string_view trimmed = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  const bool has_mark = trimmed == "..." || trimmed.ends_with("\n...");
  const bool ends_line = text.empty() || text.ends_with('\n');
  return concat(text, ends_line ? "" : "\n", has_mark ? "" : "...\n");
}

}  // namespace

class ConfigNodeBuilder final : public YAML::EventHandler {
 public:
  explicit ConfigNodeBuilder(const std::string& source) : source_(source) {}

  ConfigNode take() { return std::move(root_); }
  int last_line() const { return last_line_; }  // of what was read last

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) fail(mark, "more text after the end of the document (a file holds one document)");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (expects_key()) fail(mark, "a key is empty (a key must be text)");
    finish(make(ConfigNode::Kind::null, mark), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail(mark, "an alias stands inside the value that it names");
    copied_ += size(found->second);
    if (copied_ > 100'000) fail(mark, "aliases of aliases expand without end (more than 100000 values)");
    ConfigNode node = found->second;
    node.line_ = line_of(mark);
    if (expects_key()) return take_key(node.text(), mark);
    node.move_to(next_path());
    finish(std::move(node), 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag, {"str", "int", "float", "bool"});
    ConfigNode node = make(ConfigNode::Kind::scalar, mark);
    node.quoted_ = tag == "!" || tag.ends_with(":str");
    node.text_ = value;
    if (!expects_key()) return finish(std::move(node), anchor);
    if (anchor != 0) anchors_[anchor] = node;
    take_key(value, mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag, {"seq"});
    open(ConfigNode::Kind::sequence, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag, {"map"});
    open(ConfigNode::Kind::mapping, mark, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    ConfigNode node;
    YAML::anchor_t anchor;
    std::optional<std::string> key;  // read, its value not yet
    int key_line = 0;
    std::unordered_map<std::string, int> lines;  // of the keys so far
  };

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& problem) const {
    fail_at(source_, line_of(mark), problem);
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag, std::vector<std::string> allowed) const {
    const auto is_tag = [&](const std::string& name) { return tag == concat("tag:yaml.org,2002:", name); };
    if (tag.empty() || tag == "?" || tag == "!") return;
    if (std::any_of(allowed.begin(), allowed.end(), is_tag)) return;
    fail(mark, concat("the tag ", tag, " is not known here (plain YAML needs no tags) leave it out"));
  }

  bool expects_key() const { return !levels_.empty() && levels_.back().node.is_mapping() && !levels_.back().key; }

  std::string next_path() const {
    if (levels_.empty()) return "";
    const Level& level = levels_.back();
    if (level.node.is_sequence()) return concat(level.node.path_, "[", level.node.items_.size(), "]");
    return level.node.path_.empty() ? *level.key : concat(level.node.path_, ".", *level.key);
  }

  ConfigNode make(ConfigNode::Kind kind, const YAML::Mark& mark) {
    last_line_ = line_of(mark);
    ConfigNode node;
    node.kind_ = kind;
    node.source_ = source_;
    node.line_ = line_of(mark);
    // yaml-cpp marks a block by its first entry and nothing by what follows; the key above is what a reader looks for.
    if (kind != ConfigNode::Kind::scalar && !levels_.empty() && levels_.back().key) {
      node.line_ = levels_.back().key_line;
    }
    if (!expects_key()) node.path_ = next_path();
    return node;
  }

  void take_key(const std::string& key, const YAML::Mark& mark) {
    Level& level = levels_.back();
    if (key == "<<") fail(mark, "merge keys '<<' are not part of YAML 1.2; write the entries out");
    const auto [first, is_new] = level.lines.emplace(key, line_of(mark));
    level.key = key;
    level.key_line = line_of(mark);
    if (!is_new) fail(mark, concat(next_path(), " is given twice (first in line ", first->second, ")"));
  }

  void open(ConfigNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (expects_key())
      fail(mark, "a key is a mapping or a sequence (a key must be text), or a bracket is never closed");
    levels_.push_back({make(kind, mark), anchor, {}, 0, {}});
  }

  void close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    finish(std::move(level.node), level.anchor);
  }

  void finish(ConfigNode node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    if (levels_.empty()) {
      root_ = std::move(node);
    } else if (Level& level = levels_.back(); level.node.is_sequence()) {
      level.node.items_.push_back(std::move(node));
    } else {
      level.node.entries_.emplace_back(*std::exchange(level.key, std::nullopt), std::move(node));
    }
  }

  static std::size_t size(const ConfigNode& node) {
    std::size_t count = 1;
    for (const ConfigNode& item : node.items_) count += size(item);
    for (const auto& [key, value] : node.entries_) count += size(value);
    return count;
  }

  const std::string& source_;
  ConfigNode root_;
  std::vector<Level> levels_;
  std::unordered_map<YAML::anchor_t, ConfigNode> anchors_;
  std::size_t copied_ = 0;
  int documents_ = 0;
  int last_line_ = 1;
};

ConfigNode ConfigNode::parse(std::string_view text, const std::string& source) {
  check_characters(text, source);
  std::istringstream stream(with_end_mark(text));
  ConfigNodeBuilder builder(source);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::DeepRecursion& error) {
    fail_at(source, line_of(error.mark), "values in values (nested too deeply for a run file)");
  } catch (const YAML::Exception& error) {
    if (error.msg == YAML::ErrorMsg::DOC_IN_SCALAR) {
      fail_at(source, builder.last_line(), "a quote is opened and never closed (not valid YAML)");
    }
    const YamlFault fault = yaml_fault(text, error.mark.is_null() ? 0 : line_of(error.mark), error.msg);
    fail_at(source, fault.line, fault.problem);
  }
  ConfigNode root = builder.take();
  root.source_ = source;
  return root;
}

ConfigNode ConfigNode::parse_file(const std::filesystem::path& path) {
  INQUEST_VALIDATE(std::filesystem::exists(path), missing_input, path.string(), " does not exist");
  INQUEST_VALIDATE(!std::filesystem::is_directory(path), missing_input, path.string(),
                   " is a folder (a file is needed)");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  INQUEST_VALIDATE(file.is_open() && !file.bad(), io, path.string(), " cannot be read (", std::strerror(errno), ")");
  return parse(text.str(), path.string());
}

}  // namespace inquest
