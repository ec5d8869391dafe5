// Fields: the one list per options struct from which reading, checking, writing, documentation and schema follow.
//
//   struct TrainerOptions {
//     std::int64_t batch_size = 500;
//     double learning_rate = 1e-3;
//     void fields(FieldVisitor& visit) {
//       visit.field("batch_size", batch_size, "rows per gradient step", {.min = 1});
//       visit.field("learning_rate", learning_rate, "of Adam at its peak", {.min = 0, .min_open = true});
//     }
//   };
//   auto options = read_options<TrainerOptions>(node);   // strict: unknown keys, wrong types and bad values are errors
//   ConfigNode resolved = write_options(options);        // every default filled in
//
// The default of a field may lie outside its range or choices (NaN, "", -1): it means "not given" and can be written.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/config_node.hpp"

namespace inquest {

class FieldVisitor;

/// Values that a number may take.
struct Range {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_open = false;
  bool max_open = false;

  bool contains(double value) const;

  /// ">= 1", "in [0, 1)", or "" where every number will do.
  std::string to_string() const;
};

/// A list of options whose type a visitor need not know.
struct OptionsList {
  std::function<std::size_t()> size;
  std::function<void(std::size_t)> resize;  // to entries with their defaults
  std::function<void(std::size_t, FieldVisitor&)> visit;
};

class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;

  virtual void field(std::string_view name, bool& value, std::string_view doc) = 0;
  virtual void field(std::string_view name, std::int64_t& value, std::string_view doc, Range range) = 0;
  virtual void field(std::string_view name, double& value, std::string_view doc, Range range) = 0;
  virtual void field(std::string_view name, std::string& value, std::string_view doc) = 0;
  virtual void field(std::string_view name, std::vector<double>& value, std::string_view doc) = 0;
  virtual void field(std::string_view name, std::vector<std::int64_t>& value, std::string_view doc, Range range) = 0;
  virtual void field(std::string_view name, std::vector<std::string>& value, std::string_view doc) = 0;

  /// A word out of `choices`; an unknown one is an error that names the nearest.
  virtual void choice(std::string_view name, std::string& value, std::string_view doc,
                      const std::vector<std::string>& choices) = 0;

  /// A part that reads and writes itself (a prior, the options of a plugin): kept as it was written.
  virtual void node(std::string_view name, ConfigNode& value, std::string_view doc) = 0;

  /// A group of fields under one key.
  template <class Options>
  void group(std::string_view name, Options& value, std::string_view doc) {
    begin_group(name, doc);
    value.fields(*this);
    end_group();
  }

  /// A group of fields under one key, or the word `none`: nullopt.
  template <class Options>
  void optional_group(std::string_view name, std::optional<Options>& value, std::string_view none,
                      std::string_view doc) {
    if (!begin_optional_group(name, value.has_value(), none, doc)) return value.reset();
    if (!value) value.emplace();
    value->fields(*this);
    end_group();
  }

  /// A number of equal parts, or a list of parts that differ, each of which begins as `start`.
  template <class Options>
  void count_or_list(std::string_view name, std::int64_t& count, std::vector<Options>& list, const Options& start,
                     std::string_view doc, Range range) {
    const OptionsList access{[&] { return list.size(); }, [&](std::size_t size) { list.assign(size, start); },
                             [&](std::size_t i, FieldVisitor& visit) { list[i].fields(visit); }};
    count_or_list(name, count, access, doc, range);
  }

  /// Runs `set` between two fields when options are read: defaults of later fields that follow from earlier ones.
  virtual void defaults(const std::function<void()>& set) = 0;

  /// Marks the field visited last, `name`, as one that must be given.
  virtual void required(std::string_view name) = 0;

 protected:
  virtual void begin_group(std::string_view name, std::string_view doc) = 0;
  virtual void end_group() = 0;

  /// Begins the group and returns true, or finds that there is none.
  virtual bool begin_optional_group(std::string_view name, bool has_value, std::string_view none,
                                    std::string_view doc) = 0;

  virtual void count_or_list(std::string_view name, std::int64_t& count, const OptionsList& list, std::string_view doc,
                             Range range) = 0;
};

template <class T>
concept OptionsStruct = requires(T options, FieldVisitor& visit) {
  options.fields(visit);
};

/// Reads a mapping into options, field by field; `finish` rejects keys that no field took.
class FieldReader final : public FieldVisitor {
 public:
  explicit FieldReader(const ConfigNode& node, std::vector<std::string> also_allowed = {});

  void field(std::string_view name, bool& value, std::string_view doc) override;
  void field(std::string_view name, std::int64_t& value, std::string_view doc, Range range) override;
  void field(std::string_view name, double& value, std::string_view doc, Range range) override;
  void field(std::string_view name, std::string& value, std::string_view doc) override;
  void field(std::string_view name, std::vector<double>& value, std::string_view doc) override;
  void field(std::string_view name, std::vector<std::int64_t>& value, std::string_view doc, Range range) override;
  void field(std::string_view name, std::vector<std::string>& value, std::string_view doc) override;
  void choice(std::string_view name, std::string& value, std::string_view doc,
              const std::vector<std::string>& choices) override;
  void node(std::string_view name, ConfigNode& value, std::string_view doc) override;
  void defaults(const std::function<void()>& set) override { set(); }
  void required(std::string_view name) override;

  /// Throws Error(config) on the first key that is no field, with the nearest known one.
  void finish() const;

 protected:
  void begin_group(std::string_view name, std::string_view doc) override;
  void end_group() override;
  bool begin_optional_group(std::string_view name, bool has_value, std::string_view none,
                            std::string_view doc) override;
  void count_or_list(std::string_view name, std::int64_t& count, const OptionsList& list, std::string_view doc,
                     Range range) override;

 private:
  struct Level {
    const ConfigNode* node;  // nullptr where the group was not given
    std::string path;
    std::vector<std::string> known;
  };
  const ConfigNode* take(std::string_view name, std::string_view doc);
  void finish_level() const;

  const ConfigNode& root_;
  std::vector<Level> levels_;
  std::string last_doc_;
};

/// Writes options as a mapping with every field.
class FieldWriter final : public FieldVisitor {
 public:
  FieldWriter();

  void field(std::string_view name, bool& value, std::string_view doc) override;
  void field(std::string_view name, std::int64_t& value, std::string_view doc, Range range) override;
  void field(std::string_view name, double& value, std::string_view doc, Range range) override;
  void field(std::string_view name, std::string& value, std::string_view doc) override;
  void field(std::string_view name, std::vector<double>& value, std::string_view doc) override;
  void field(std::string_view name, std::vector<std::int64_t>& value, std::string_view doc, Range range) override;
  void field(std::string_view name, std::vector<std::string>& value, std::string_view doc) override;
  void choice(std::string_view name, std::string& value, std::string_view doc,
              const std::vector<std::string>& choices) override;
  void node(std::string_view name, ConfigNode& value, std::string_view doc) override;
  void defaults(const std::function<void()>&) override {}
  void required(std::string_view) override {}

  ConfigNode finish();

 protected:
  void begin_group(std::string_view name, std::string_view doc) override;
  void end_group() override;
  bool begin_optional_group(std::string_view name, bool has_value, std::string_view none,
                            std::string_view doc) override;
  void count_or_list(std::string_view name, std::int64_t& count, const OptionsList& list, std::string_view doc,
                     Range range) override;

 private:
  struct Level {
    std::string name;
    std::vector<ConfigNode::Entry> entries;
  };
  void write(std::string_view name, ConfigNode value);

  std::vector<Level> levels_;
};

/// Reads options from a mapping (or from nothing, as if it were empty); `also_allowed` are keys that others read.
/// Throws Error(config).
template <OptionsStruct Options>
Options read_options(const ConfigNode& node, std::vector<std::string> also_allowed = {}) {
  Options options;
  FieldReader reader(node, std::move(also_allowed));
  options.fields(reader);
  reader.finish();
  return options;
}

/// The mapping from which `read_options` makes equal options.
template <OptionsStruct Options>
ConfigNode write_options(Options options) {
  FieldWriter writer;
  options.fields(writer);
  return writer.finish();
}

}  // namespace inquest
