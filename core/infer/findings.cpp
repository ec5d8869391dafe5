#include "core/infer/findings.hpp"

#include "core/base/number_format.hpp"

namespace inquest {
namespace {

constexpr int digits = 4;  // of numbers without an error

/// Finding::text of each kind of value.
struct Text {
  const std::optional<double>& error;

  std::string operator()(std::monostate) const { return "\u2013"; }
  std::string operator()(double value) const { return error ? measured(value, *error) : significant(value, digits); }
  std::string operator()(std::int64_t value) const { return grouped(value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const std::vector<double>& values) const {
    std::string text;
    for (const double value : values) text += (text.empty() ? "" : ", ") + significant(value, digits);
    return text;
  }
};

}  // namespace

std::string Finding::key() const {
  std::string key;
  for (const std::string& part : path) key += (key.empty() ? "" : ".") + part;
  return key;
}

std::string Finding::text() const { return std::visit(Text{error}, value); }

Finding& Findings::add(std::string name, Finding::Value value, std::string doc) {
  return all_.emplace_back(Finding{.path = {std::move(name)}, .value = std::move(value), .doc = std::move(doc)});
}

Finding& Findings::add(std::string name, const Measured& value, std::string doc) {
  Finding& finding = add(std::move(name), Finding::Value(value.value), std::move(doc));
  finding.error = value.error;
  return finding;
}

void Findings::add_group(const std::string& group, const Findings& inner) {
  for (Finding finding : inner.all_) {
    finding.path.insert(finding.path.begin(), group);
    all_.push_back(std::move(finding));
  }
}

std::string Findings::line() const {
  std::string line;
  for (const Finding& finding : all_) {
    if (finding.on_terminal) line += (line.empty() ? "" : ", ") + finding.key() + " " + plain(finding.text());
  }
  return line;
}

}  // namespace inquest
