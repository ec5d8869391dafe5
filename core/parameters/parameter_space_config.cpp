// How a ParameterSpace stands in a run file.
#include <algorithm>

#include "core/config/fields.hpp"
#include "core/config/one_line.hpp"
#include "core/config/suggest.hpp"
#include "core/parameters/name.hpp"
#include "core/parameters/parameter_space.hpp"

namespace inquest {
namespace {

constexpr const char* multivariate_normal = "multivariate_normal";
constexpr const char* speed_help =
    "how many times faster a likelihood call is that changes this and faster parameters only than one that changes all";

struct ParameterFields {
  ConfigNode prior;
  ConfigNode proposal;
  ConfigNode value;
  std::string latex;
  std::string unit;
  bool periodic = false;
  double speed = 1;

  void fields(FieldVisitor& visit) {
    visit.field("prior", prior, "one family with its numbers, as {uniform: [50, 90]}");
    visit.field(
        "proposal", proposal,
        "what simulations are drawn from in place of the prior, with the same ends; they are weighted back to it");
    visit.field("value", value, "a number that fixes the parameter, in place of a prior");
    visit.field("latex", latex, "for figures, without dollar signs");
    visit.field("unit", unit, "for figures and tables");
    visit.field("periodic", periodic, "the ends of the prior are one point");
    visit.field("speed", speed, speed_help, {.min = 0, .min_open = true});
  }
};

struct GroupFields {
  ConfigNode prior;
  std::vector<std::string> latex;
  std::vector<std::string> unit;
  double speed = 1;

  void fields(FieldVisitor& visit) {
    visit.field("prior", prior, "{multivariate_normal: {mean: [k], covariance: [k, k]}}");
    visit.field("latex", latex, "one for each parameter");
    visit.field("unit", unit, "one for each parameter");
    visit.field("speed", speed, speed_help, {.min = 0, .min_open = true});
  }
};

struct NormalFields {
  std::vector<double> mean;
  ConfigNode covariance;

  void fields(FieldVisitor& visit) {
    visit.field("mean", mean, "one number for each parameter");
    visit.required("mean");
    visit.field("covariance", covariance, "one row for each parameter");
    visit.required("covariance");
  }
};

struct Parts {
  std::vector<Parameter> parameters;
  std::vector<NormalGroup> groups;
};

// "a, b" -> {a, b}
std::vector<std::string> split_names(const std::string& key) {
  std::vector<std::string> names(1);
  for (const char c : key) {
    if (c == ',') {
      names.emplace_back();
    } else if (c != ' ' || !names.back().empty()) {
      names.back() += c;
    }
  }
  for (std::string& name : names) name.erase(name.find_last_not_of(' ') + 1);
  return names;
}

bool is_group(const ConfigNode& node) {
  if (!node.is_mapping()) return false;
  const ConfigNode* prior = node.find("prior");
  return prior != nullptr && prior->is_mapping() && prior->find(multivariate_normal) != nullptr;
}

Matrix read_covariance(const ConfigNode& node, std::size_t k) {
  Matrix covariance(k, k);
  if (node.items().size() != k) node.fail(concat("(must have ", k, " rows, one for each parameter)"));
  for (std::size_t i = 0; i < k; ++i) {
    const ConfigNode& row = node.items()[i];
    if (row.items().size() != k) row.fail(concat("(must have ", k, " numbers, one for each parameter)"));
    for (std::size_t j = 0; j < k; ++j) covariance(i, j) = row.items()[j].number();
  }
  return covariance;
}

void check_labels(const ConfigNode& node, const char* key, std::size_t labels, std::size_t names) {
  if (labels > 0) std::ranges::for_each(node.find(key)->items(), [](const ConfigNode& label) { one_line(label); });
  if (labels == 0 || labels == names) return;
  node.find(key)->fail(concat("(has ", labels, " entries, needs one for each of the ", names, " parameters)"));
}

Parts read_group(const std::vector<std::string>& names, const ConfigNode& node) {
  const auto read = read_options<GroupFields>(node);
  if (read.prior.entries().size() != 1) read.prior.fail("(must name one prior)");
  const auto numbers = read_options<NormalFields>(*read.prior.find(multivariate_normal));
  check_labels(node, "latex", read.latex.size(), names.size());
  check_labels(node, "unit", read.unit.size(), names.size());
  Parts parts;
  parts.groups.push_back({names, numbers.mean, read_covariance(numbers.covariance, names.size())});
  for (std::size_t i = 0; i < names.size(); ++i) {
    Parameter& parameter = parts.parameters.emplace_back();
    parameter.name = names[i];
    if (!read.latex.empty()) parameter.latex = read.latex[i];
    if (!read.unit.empty()) parameter.unit = read.unit[i];
    parameter.speed = read.speed;
  }
  return parts;
}

Parameter read_parameter(const std::string& name, const ConfigNode& node) {
  Parameter parameter;
  parameter.name = name;
  if (node.is_number()) {
    parameter.fixed_value = node.number();
    return parameter;
  }
  if (!node.is_mapping())
    node.fail("(must be a number or have a prior) write, for example, {prior: {uniform: [0, 1]}}");
  for (const PriorFamily& family : prior_families()) {
    if (node.find(family.name) != nullptr && node.find("prior") == nullptr) {
      node.fail(concat("(its prior is missing) write {prior: {", family.name, ": [", join(family.arguments), "]}}"));
    }
  }
  const auto read = read_options<ParameterFields>(node);
  for (const char* label : {"latex", "unit"}) {
    if (const ConfigNode* given = node.find(label)) one_line(*given);
  }
  if (!read.prior.is_null()) parameter.prior = Prior::parse(read.prior);
  if (!read.proposal.is_null()) parameter.proposal = Prior::parse(read.proposal);
  if (!read.value.is_null()) parameter.fixed_value = read.value.number();
  parameter.latex = read.latex;
  parameter.unit = read.unit;
  parameter.periodic = read.periodic;
  parameter.speed = read.speed;
  return parameter;
}

Parts read_entry(const std::string& key, const ConfigNode& node) {
  const std::vector<std::string> names = split_names(key);
  for (const std::string& name : names) {
    const std::string problem = name_problem(name);
    INQUEST_VALIDATE(problem.empty(), config, node.where(), ": '", name, "' ", problem);
  }
  if (is_group(node)) return read_group(names, node);
  if (names.size() > 1) node.fail("(several parameters in one entry must have a multivariate_normal prior)");
  return {{read_parameter(names.front(), node)}, {}};
}

// Builds the space, with the place in the file before what may be wrong.
ParameterSpace build(const Parts& parts, const ConfigNode& node) {
  try {
    return ParameterSpace(parts.parameters, parts.groups);
  } catch (const Error& error) {
    raise(error.kind(), node.where() + ": " + error.what());
  }
}

ConfigNode number_sequence(std::span<const double> values) {
  std::vector<ConfigNode> items;
  for (const double value : values) items.push_back(ConfigNode::number(value));
  return ConfigNode::sequence(std::move(items));
}

ConfigNode text_sequence(const std::vector<std::string>& values) {
  std::vector<ConfigNode> items;
  for (const std::string& value : values) items.push_back(ConfigNode::scalar(value));
  return ConfigNode::sequence(std::move(items));
}

ConfigNode write_parameter(const Parameter& parameter) {
  const bool labelled = parameter.latex != parameter.name || !parameter.unit.empty();
  if (parameter.fixed_value && !labelled) return ConfigNode::number(*parameter.fixed_value);
  std::vector<ConfigNode::Entry> entries;
  if (parameter.fixed_value) entries.emplace_back("value", ConfigNode::number(*parameter.fixed_value));
  if (parameter.prior) entries.emplace_back("prior", parameter.prior->to_config());
  if (parameter.proposal) entries.emplace_back("proposal", parameter.proposal->to_config());
  entries.emplace_back("latex", ConfigNode::scalar(parameter.latex));
  entries.emplace_back("unit", ConfigNode::scalar(parameter.unit));
  if (parameter.prior) entries.emplace_back("periodic", ConfigNode::boolean(parameter.periodic));
  if (parameter.prior) entries.emplace_back("speed", ConfigNode::number(parameter.speed));
  return ConfigNode::mapping(std::move(entries));
}

ConfigNode write_group(const NormalGroup& group, std::span<const Parameter> members) {
  std::vector<ConfigNode> rows;
  for (std::size_t i = 0; i < group.names.size(); ++i) rows.push_back(number_sequence(group.covariance.row(i)));
  std::vector<std::string> latex;
  std::vector<std::string> unit;
  for (const Parameter& member : members) {
    latex.push_back(member.latex);
    unit.push_back(member.unit);
  }
  const ConfigNode numbers = ConfigNode::mapping(
      {{"mean", number_sequence(group.mean)}, {"covariance", ConfigNode::sequence(std::move(rows))}});
  return ConfigNode::mapping({{"prior", ConfigNode::mapping({{multivariate_normal, numbers}})},
                              {"latex", text_sequence(latex)},
                              {"unit", text_sequence(unit)},
                              {"speed", ConfigNode::number(members.front().speed)}});
}

}  // namespace

ParameterSpace ParameterSpace::parse(const ConfigNode& node) {
  Parts all;
  for (const auto& [key, value] : node.entries()) {
    Parts parts = read_entry(key, value);
    const bool fixed = parts.parameters.front().fixed_value && !parts.parameters.front().prior;
    if (!fixed) build(parts, value);
    all.parameters.insert(all.parameters.end(), parts.parameters.begin(), parts.parameters.end());
    all.groups.insert(all.groups.end(), parts.groups.begin(), parts.groups.end());
  }
  return build(all, node);
}

ConfigNode ParameterSpace::to_config() const {
  std::vector<ConfigNode::Entry> entries;
  for (std::size_t i = 0; i < parameters_.size();) {
    const auto group = std::find_if(groups_.begin(), groups_.end(), [&](const NormalGroup& candidate) {
      return candidate.names.front() == parameters_[i].name;
    });
    if (group == groups_.end()) {
      entries.emplace_back(parameters_[i].name, write_parameter(parameters_[i]));
      ++i;
    } else {
      const std::span<const Parameter> members(&parameters_[i], group->names.size());
      entries.emplace_back(join(group->names), write_group(*group, members));
      i += members.size();
    }
  }
  return ConfigNode::mapping(std::move(entries));
}

}  // namespace inquest
