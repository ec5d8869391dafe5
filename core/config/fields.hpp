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
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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

/// What a field may be.
struct Limits {
  Range range = {};                       // of a number, or of each of several
  std::vector<std::string> choices = {};  // for a word; empty: any text
};

/// Where the value of a field lies; a ConfigNode is a part that reads and writes itself (a prior), kept as written.
using FieldValue = std::variant<bool*, std::int64_t*, double*, std::string*, std::vector<double>*,
                                std::vector<std::int64_t>*, std::vector<std::string>*, ConfigNode*>;

/// What a range can limit.
template <class T>
concept NumberField =
    std::same_as<T, std::int64_t> || std::same_as<T, double> || std::same_as<T, std::vector<std::int64_t>>;

/// A list of options whose type a visitor need not know.
struct OptionsList {
  std::function<std::size_t()> size;
  std::function<void(std::size_t)> resize;  // to entries with their defaults
  std::function<void(std::size_t, FieldVisitor&)> visit;
};

/// Options structs of which the word under a key chose one.
struct Alternatives {
  struct Entry {
    std::string name;
    std::function<void(FieldVisitor&)> fields;
  };
  std::string key;
  std::vector<Entry> entries;
  std::size_t chosen;

  /// The entries, the chosen one first: what it says of a field that others have too counts.
  std::vector<const Entry*> chosen_first() const;

  /// Names of the entries that have this field.
  std::vector<std::string> owners(std::string_view field) const;
};

class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;

  /// A field under `name`; `doc` is one phrase.
  virtual void visit(std::string_view name, FieldValue value, std::string_view doc, const Limits& limits) = 0;

  template <class T>
  void field(std::string_view name, T& value, std::string_view doc) {
    visit(name, &value, doc, {});
  }

  template <NumberField T>
  void field(std::string_view name, T& value, std::string_view doc, Range range) {
    visit(name, &value, doc, {.range = range});
  }

  /// A word out of `choices`; an unknown one is an error that names the nearest.
  void choice(std::string_view name, std::string& value, std::string_view doc,
              const std::vector<std::string>& choices) {
    visit(name, &value, doc, {.choices = choices});
  }

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

  /// The fields of the struct that the word under `key` chose, beside that word; those that only the others have are
  /// refused by the names of these.
  template <class... Options>
  void one_of(std::string_view key, std::variant<Options...>& value) {
    Alternatives all{std::string(key), {}, value.index()};
    const auto add = [&]<class Entry>(Entry other) {
      all.entries.push_back({std::string(Entry::name), [&value, other](FieldVisitor& visitor) mutable {
                               Entry* chosen = std::get_if<Entry>(&value);
                               (chosen == nullptr ? other : *chosen).fields(visitor);
                             }});
    };
    (add(Options{}), ...);
    one_of(all);
  }

  /// The same where words share one struct: `fields(word, visitor)` visits what that word has. A word that is not among
  /// `words` has none.
  void one_of(std::string_view key, const std::string& chosen, std::vector<std::string> words,
              const std::function<void(const std::string& word, FieldVisitor& visitor)>& fields);

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

  virtual void one_of(const Alternatives& all) = 0;
};

template <class T>
concept OptionsStruct = requires(T options, FieldVisitor& visit) {
  options.fields(visit);
};

/// What becomes of options that a struct which was not chosen would have: files of before list them.
enum class OptionsOfOthers { refused, passed_over };

/// Reads a mapping into options, field by field; `finish` rejects keys that no field took.
class FieldReader final : public FieldVisitor {
 public:
  explicit FieldReader(const ConfigNode& node, std::vector<std::string> also_allowed = {},
                       OptionsOfOthers others = OptionsOfOthers::refused);

  void visit(std::string_view name, FieldValue value, std::string_view doc, const Limits& limits) override;
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
  void one_of(const Alternatives& all) override;

 private:
  struct Level {
    const ConfigNode* node;  // nullptr where the group was not given
    std::string path;
    std::vector<std::string> known;
    std::map<std::string, std::string> of_others;  // what is wrong with a field of a struct that was not chosen
  };
  const ConfigNode* take(std::string_view name, std::string_view doc);
  void finish_level() const;

  const ConfigNode& root_;
  OptionsOfOthers others_;
  std::vector<Level> levels_;
  std::string last_doc_;
};

/// Writes options as a mapping with every field.
class FieldWriter final : public FieldVisitor {
 public:
  FieldWriter();

  void visit(std::string_view name, FieldValue value, std::string_view doc, const Limits& limits) override;
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
  void one_of(const Alternatives& all) override;

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
Options read_options(const ConfigNode& node, std::vector<std::string> also_allowed = {},
                     OptionsOfOthers others = OptionsOfOthers::refused) {
  Options options;
  FieldReader reader(node, std::move(also_allowed), others);
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
