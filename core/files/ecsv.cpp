#include "core/files/ecsv.hpp"

#include <algorithm>

#include <yaml-cpp/yaml.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

constexpr std::string_view mark = "# %ECSV ";

// The comments above the first other line, without their signs, each on the line where it stands; "##" comments them.
std::string yaml_in(std::string_view text) {
  std::string yaml;
  while (text.starts_with('#')) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with(mark) && !line.starts_with("##")) yaml += line.substr(std::min<std::size_t>(2, line.size()));
    yaml += '\n';
  }
  return yaml;
}

// "b: ..." of a mapping, or "" where it is absent or no scalar.
std::string text_of(const YAML::Node& node, const char* key) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.Scalar() : "";
}

EcsvHeader header_of(const YAML::Node& root, const std::string& file) {
  const YAML::Node columns = root.IsMap() ? root["datatype"] : YAML::Node();
  INQUEST_VALIDATE(columns && columns.IsSequence(), data, file,
                   ":1: its ECSV header has no list 'datatype' (a name and a type for each column)");
  EcsvHeader header;
  for (const YAML::Node& column : columns) {
    INQUEST_VALIDATE(column.IsMap() && !text_of(column, "name").empty() && !text_of(column, "datatype").empty(), data,
                     file, ":", column.Mark().line + 1, ": a column has no name or no datatype (ECSV needs both)");
    header.columns.push_back({text_of(column, "name"), text_of(column, "datatype"), text_of(column, "subtype")});
  }
  const std::string delimiter = text_of(root, "delimiter");
  INQUEST_VALIDATE(delimiter.empty() || delimiter == " " || delimiter == ",", data, file, ":1: its delimiter is '",
                   delimiter, "' (ECSV has a blank or a comma)");
  if (!delimiter.empty()) header.delimiter = delimiter.front();
  return header;
}

}  // namespace

bool is_ecsv(std::string_view text) { return text.starts_with(mark); }

EcsvHeader read_ecsv_header(std::string_view text, const std::string& file) {
  try {
    return header_of(YAML::Load(yaml_in(text)), file);
  } catch (const YAML::Exception& error) {
    raise(ErrorKind::data, concat(file, ":", error.mark.line + 1, ": its ECSV header is no YAML (", error.msg, ")"));
  }
}

std::string no_numbers_because(const EcsvHeader::Column& column) {
  if (!column.subtype.empty()) return concat("arrays or objects (", column.subtype, ")");
  if (column.type == "string") return "text";
  if (column.type.starts_with("complex")) return concat("complex numbers (", column.type, ")");
  const auto starts_type = [&](const char* start) { return column.type.starts_with(start); };
  return starts_type("int") || starts_type("uint") || starts_type("float") || column.type == "bool" ? "" : column.type;
}

}  // namespace inquest
