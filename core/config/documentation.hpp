// Documentation of options: a row per field, from the list that also reads and checks them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/fields.hpp"

namespace inquest {

/// One row of a documentation table.
struct FieldDoc {
  std::string name;           // dotted inside groups
  std::string type;           // "integer >= 1", "one of relu, tanh", "mapping" for a group
  std::string default_value;  // as YAML; "required" where there is none, "" where not giving it means something
  std::string doc;
};

class FieldDocumenter final : public FieldVisitor {
 public:
  void visit(std::string_view name, FieldValue value, std::string_view doc, const Limits& limits) override;
  void defaults(const std::function<void()>&) override {}
  void required(std::string_view name) override;

  const std::vector<FieldDoc>& rows() const { return rows_; }

 protected:
  void begin_group(std::string_view name, std::string_view doc) override;
  void end_group() override;
  bool begin_optional_group(std::string_view name, bool has_value, std::string_view none,
                            std::string_view doc) override;
  void count_or_list(std::string_view name, std::int64_t& count, const OptionsList& list, std::string_view doc,
                     Range range) override;
  void one_of(const Alternatives& all) override;

 private:
  void add(std::string_view name, std::string type, std::string default_value, std::string_view doc);

  std::vector<std::string> prefixes_{""};  // of the names at each depth, "train."
  std::vector<FieldDoc> rows_;
};

/// Rows for the documentation of an options struct with the defaults of `options`.
template <OptionsStruct Options>
std::vector<FieldDoc> document_options(Options options = {}) {
  FieldDocumenter documenter;
  options.fields(documenter);
  return documenter.rows();
}

/// The rows as a table in Markdown.
std::string to_markdown(const std::vector<FieldDoc>& rows);

}  // namespace inquest
