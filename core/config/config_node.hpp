// ConfigNode: one value of a run file that knows where it was written.
//
// The tree is read by yaml-cpp (YAML 1.2, of which JSON is a subset) and checked on the way: a key given twice, a tab
// or an unfinished bracket is an error with file and line. Aliases stand for a copy of what they name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/config/suggest.hpp"

namespace inquest {

class ConfigNode {
 public:
  enum class Kind { null, scalar, sequence, mapping };
  using Entry = std::pair<std::string, ConfigNode>;

  ConfigNode() = default;

  /// Reads a YAML file; throws Error(missing_input), Error(io) or Error(config).
  static ConfigNode parse_file(const std::filesystem::path& path);

  /// Reads YAML text; `source` stands in for the file name in messages. Throws Error(config).
  static ConfigNode parse(std::string_view text, const std::string& source);

  // Values made by the program, for writing.
  static ConfigNode scalar(std::string text);  // text, even if it looks like a number
  static ConfigNode number(double value);      // shortest text that reads back as the same double
  static ConfigNode integer(std::int64_t value);
  static ConfigNode boolean(bool value);
  static ConfigNode sequence(std::vector<ConfigNode> items = {});
  static ConfigNode numbers(const std::vector<double>& values);
  static ConfigNode integers(const std::vector<std::int64_t>& values);
  static ConfigNode texts(const std::vector<std::string>& values);
  static ConfigNode mapping(std::vector<Entry> entries = {});

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_scalar() const { return kind_ == Kind::scalar; }
  bool is_sequence() const { return kind_ == Kind::sequence; }
  bool is_mapping() const { return kind_ == Kind::mapping; }

  // What a scalar reads as; one in quotes is text whatever it looks like.
  bool is_number() const;
  bool is_boolean() const;
  bool is_text() const { return is_scalar() && !is_number() && !is_boolean(); }

  // Contents; each throws Error(config), with the place, if the value is of another type.
  const std::string& text() const;  // of any scalar, as it was written
  double number() const;            // also .inf, -.inf and .nan
  std::int64_t integer() const;     // also 1e6, when it is whole
  bool boolean() const;             // true or false
  const std::vector<ConfigNode>& items() const;
  const std::vector<Entry>& entries() const;  // in the order of the file

  /// The value of `key` in a mapping, or nullptr.
  const ConfigNode* find(std::string_view key) const;

  /// Sets the value at a dotted path ("posterior.npe.ensemble"), making mappings as needed (`--set`); throws
  /// Error(usage) where the path has an empty key or leads through a value that is no mapping.
  void set(std::string_view dotted_path, ConfigNode value);

  /// Dotted path of this value in its file, "models.lambda.simulator" or "observation.columns[0]".
  const std::string& path() const { return path_; }

  /// The file, or what stood in for it.
  const std::string& source() const { return source_; }

  /// Line in the file, from 1; 0 where the value comes from no file.
  int line() const { return line_; }

  /// "run.yaml:12: models.lambda.simulator"
  std::string where() const;

  /// Throws Error(config): "<where> = <value> <problem>".
  [[noreturn]] void fail(const std::string& problem) const;

  /// Block-style YAML text that parses back to an equal tree.
  std::string to_yaml() const;

  /// Equal contents in the same order, wherever written.
  bool operator==(const ConfigNode& other) const;

 private:
  friend class ConfigNodeBuilder;

  ConfigNode* find_mutable(std::string_view key);
  void move_to(const std::string& path);
  void forget_lines();

  Kind kind_ = Kind::null;
  bool quoted_ = false;
  std::string text_;
  std::vector<ConfigNode> items_;
  std::vector<Entry> entries_;
  std::string source_;
  std::string path_;
  int line_ = 0;
};

}  // namespace inquest
