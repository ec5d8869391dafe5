// ConfigNode: one value of a run file that knows where it was written.
//
// The tree is read by yaml-cpp (YAML 1.2, of which JSON is a subset) and checked on the way: a key given twice, a tab
// or an unfinished bracket is an error with file and line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"

namespace inquest {

class ConfigNode {
 public:
  enum class Kind { null, scalar, sequence, mapping };
  using Entry = std::pair<std::string, ConfigNode>;

  ConfigNode() = default;

  /// Reads a YAML file; throws Error(missing_input) or Error(config).
  static ConfigNode parse_file(const std::filesystem::path& path);

  /// Reads YAML text; `source` stands in for the file name in messages.
  static ConfigNode parse(std::string_view text, const std::string& source);

  // Values made by the program, for writing.
  static ConfigNode scalar(std::string text);
  static ConfigNode number(double value);  // shortest text that reads back as the same double
  static ConfigNode integer(std::int64_t value);
  static ConfigNode boolean(bool value);
  static ConfigNode sequence(std::vector<ConfigNode> items = {});
  static ConfigNode mapping(std::vector<Entry> entries = {});

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_scalar() const { return kind_ == Kind::scalar; }
  bool is_sequence() const { return kind_ == Kind::sequence; }
  bool is_mapping() const { return kind_ == Kind::mapping; }

  // Contents; each throws Error(config), with the place, if the value is of another type.
  const std::string& text() const;
  double number() const;         // also .inf and .nan
  std::int64_t integer() const;  // also 1e6, when it is whole
  bool boolean() const;
  const std::vector<ConfigNode>& items() const;
  const std::vector<Entry>& entries() const;

  /// The value of `key` in a mapping, or nullptr.
  const ConfigNode* find(std::string_view key) const;

  /// Sets the value at a dotted path ("posterior.npe.ensemble"), making mappings as needed (`--set`).
  void set(std::string_view dotted_path, ConfigNode value);

  /// Dotted path of this value in its file, "models.lambda.simulator".
  const std::string& path() const { return path_; }
  int line() const { return line_; }

  /// "run.yaml:12: models.lambda.simulator"
  std::string where() const;

  /// Throws Error(config): "<where> = <value> <problem>".
  [[noreturn]] void fail(const std::string& problem) const;

  /// Block-style YAML text that parses back to an equal tree.
  std::string to_yaml() const;

  /// Equal contents, wherever written.
  bool operator==(const ConfigNode& other) const;

 private:
  friend class ConfigNodeBuilder;

  Kind kind_ = Kind::null;
  bool quoted_ = false;  // written in quotes, so it is text even if it looks like a number
  std::string text_;
  std::vector<ConfigNode> items_;
  std::vector<std::string> keys_;
  mutable std::vector<Entry> entries_;
  std::string source_;
  std::string path_;
  int line_ = 0;
};

/// The candidate nearest to `word` by edit distance (with transpositions), if near enough to be a slip of the pen.
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// "(known: a, b, c); did you mean b?" for an unknown `word`.
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace inquest
