#include "core/chains/anesthetic_chain.hpp"

#include <charconv>
#include <fstream>
#include <sstream>

#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

std::vector<std::string> fields_of(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

double number_of(const std::string& text, const std::string& where) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  INQUEST_VALIDATE(error == std::errc() && end == text.data() + text.size(), data, where, ": '", text,
                   "' (a number is needed)");
  return value;
}

}  // namespace

bool is_anesthetic_chain(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string first, second;
  std::getline(in, first);
  std::getline(in, second);
  return first.starts_with(",weights,") || (first.starts_with(",,") && second.starts_with("labels,"));
}

ChainDraws read_anesthetic_chain(const std::filesystem::path& file, const ReadChainOptions& options) {
  std::istringstream text(read_file(file));
  std::string line;
  std::getline(text, line);
  ChainColumns columns;
  columns.names = fields_of(line);
  const std::size_t width = columns.names.size();
  columns.names.erase(columns.names.begin());  // the number of the row
  columns.names.front() = "weights";
  std::vector<double> values;
  for (std::size_t number = 2; std::getline(text, line); ++number) {
    if (line.empty() || line.starts_with("labels,") || line.starts_with(",weights,")) continue;
    const std::string where = concat(file.string(), ":", number);
    const std::vector<std::string> fields = fields_of(line);
    INQUEST_VALIDATE(fields.size() == width, data, where, ": has ", fields.size(), " fields (the first line has ",
                     width, ")");
    for (std::size_t k = 1; k < width; ++k) values.push_back(number_of(fields[k], where));
  }
  columns.values = Matrix(values.size() / (width - 1), width - 1);
  columns.values.values() = std::move(values);
  columns.lengths = {columns.values.rows()};
  return draws_of_columns(columns, options, file.string());
}

}  // namespace inquest
