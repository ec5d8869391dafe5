// JSON Schema (draft 2020-12) of options, for editors, from the list that also reads and checks them.
//
// A schema is a ConfigNode, so that those of several structs combine into that of a file; `to_json` prints it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/fields.hpp"

namespace inquest {

class SchemaBuilder final : public FieldVisitor {
 public:
  SchemaBuilder();

  void visit(std::string_view name, FieldValue value, std::string_view doc, const Limits& limits) override;
  void defaults(const std::function<void()>&) override {}
  void required(std::string_view name) override;

  /// {type: object, properties: ..., required: ..., additionalProperties: false}
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
    std::string doc;
    std::string none;  // the word that stands for no group, if there is one
    std::vector<ConfigNode::Entry> properties;
    std::vector<ConfigNode> required;
  };
  void add(std::string_view name, std::vector<ConfigNode::Entry> schema, std::string_view doc);

  std::vector<Level> levels_;
};

/// Schema of an options struct with the defaults of `options`.
template <OptionsStruct Options>
ConfigNode schema_of(Options options = {}) {
  SchemaBuilder builder;
  options.fields(builder);
  return builder.finish();
}

/// Indented JSON text; throws Error(config) on .inf and .nan, which JSON does not have.
std::string to_json(const ConfigNode& node);

}  // namespace inquest
