#include "apps/run/derived.hpp"

#include <algorithm>
#include <cmath>

#include "apps/run/named_file.hpp"
#include "core/base/seed.hpp"
#include "core/config/one_line.hpp"
#include "core/parameters/name.hpp"

namespace inquest {
namespace {

constexpr std::size_t trial_draws = 1000;  // of the prior, at which a formula must have a value

DerivedOptions options_of(const std::string& name, const ConfigNode& node) {
  DerivedOptions options;
  if (node.is_mapping()) {
    options = read_options<DerivedOptions>(node);
    for (const char* key : {"latex", "unit"}) {
      if (node.find(key) != nullptr) one_line(*node.find(key));
    }
  } else {
    if (!node.is_scalar()) node.fail("(must be a formula) write derived: {NAME: 'formula of parameters'}");
    options.formula = node.text();
  }
  if (options.latex.empty()) options.latex = name;
  return options;
}

void check_name(const std::string& name, const ConfigNode& node, const ModelSet& models) {
  const std::string problem = name_problem(name);
  if (!problem.empty()) node.fail(concat(problem, "; columns are named after it"));
  for (const Model& model : models.models()) {
    if (std::ranges::count(model.space.names(), name) > 0) {
      node.fail(concat("(", model.name, " has a parameter of this name) choose another one"));
    }
  }
}

/// All parameters and derived ones so far, as columns with names.
struct Columns {
  std::vector<std::string> names;
  Matrix values;  // [n, names]

  void add(const std::string& name, const std::vector<double>& column) {
    Matrix wider(values.rows(), values.cols() + 1);
    for (std::size_t i = 0; i < values.rows(); ++i) {
      std::ranges::copy(values.row(i), wider.row(i).begin());
      wider(i, values.cols()) = column[i];
    }
    values = std::move(wider);
    names.push_back(name);
  }
};

Columns columns_of(const ParameterSpace& space, ConstMatrixView theta) {
  Columns columns{space.names(), Matrix(theta.rows(), space.parameters().size())};
  space.expand(theta, columns.values);
  return columns;
}

Matrix prior_draws(const Model& model) {
  Matrix theta(model.space.dimension() == 0 ? 1 : trial_draws, model.space.dimension());
  std::vector<Seed> seeds;
  for (std::size_t i = 0; i < theta.rows(); ++i) seeds.push_back(Seed{0}.child("derived").child(i));
  model.space.sample(seeds, theta);
  return theta;
}

void require_finite(const DerivedParameter& derived, const std::vector<double>& values, const ParameterSpace& space,
                    ConstMatrixView theta) {
  const auto found = std::ranges::find_if_not(values, [](double value) { return std::isfinite(value); });
  if (found == values.end()) return;
  const std::string value = std::isnan(*found) ? "not a number" : concat(*found);
  raise(ErrorKind::config, concat(derived.name, " = ", derived.formula.text(), " is ", value, " at ",
                                  space.text_of(theta.row(static_cast<std::size_t>(found - values.begin()))),
                                  " (it must be finite wherever the prior is)"));
}

// Of parameters that are fixed: nothing is inferred of it, and rounding is all that it varies by.
bool is_constant(const std::vector<double>& values) {
  const auto [least, most] = std::ranges::minmax(values);
  return most - least <= 1e-12 * std::max(std::abs(least), std::abs(most));
}

/// One model while its derived parameters are read.
struct Reading {
  const Model& model;
  Matrix theta;
  Columns columns;
  DerivedParameters derived = {};

  explicit Reading(const Model& from) : model(from), theta(prior_draws(from)), columns(columns_of(from.space, theta)) {}

  void add(const std::string& name, const DerivedOptions& options) {
    DerivedParameter parameter{name, options.latex, options.unit, Formula(options.formula, columns.names)};
    const std::vector<double> values = parameter.formula(columns.values);
    require_finite(parameter, values, model.space, theta);
    if (is_constant(values)) return;
    columns.add(name, values);
    derived.push_back(std::move(parameter));
  }
};

bool has_formula(const Reading& reading, const DerivedOptions& options) {
  try {
    const Formula formula(options.formula, reading.columns.names);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

void DerivedOptions::fields(FieldVisitor& visit) {
  visit.field("formula", formula, "of parameters, and of derived ones before it: 'sigma8*sqrt(Om/0.3)'");
  visit.required("formula");
  visit.field("latex", latex, "how reports and chains write it, without dollar signs; its name where none is given");
  visit.field("unit", unit, "for labels");
}

std::map<std::string, DerivedParameters> read_derived(ConfigNode& node, const ModelSet& models) {
  std::map<std::string, DerivedParameters> derived;
  for (const Model& model : models.models()) derived[model.name] = {};
  if (node.is_null()) return derived;
  if (!node.is_mapping()) node.fail("(must name formulas) write derived: {NAME: 'formula of parameters'}");
  std::vector<Reading> readings(models.models().begin(), models.models().end());
  std::vector<ConfigNode::Entry> resolved;
  for (const auto& [name, entry] : node.entries()) {
    check_name(name, entry, models);
    const DerivedOptions options = options_of(name, entry);
    with_place(entry, [&] {
      std::size_t told = 0;
      for (Reading& reading : readings) {
        if (!has_formula(reading, options)) continue;
        reading.add(name, options);
        ++told;
      }
      if (told == 0) static_cast<void>(Formula(options.formula, readings.front().columns.names));  // says what is wrong
    });
    resolved.emplace_back(name, write_options(options));
  }
  node = ConfigNode::mapping(std::move(resolved));
  for (Reading& reading : readings) derived[reading.model.name] = std::move(reading.derived);
  return derived;
}

std::vector<std::string> names_of(const DerivedParameters& derived) {
  std::vector<std::string> names;
  for (const DerivedParameter& parameter : derived) names.push_back(parameter.name);
  return names;
}

Matrix derived_values(const DerivedParameters& derived, const ParameterSpace& space, ConstMatrixView theta) {
  Matrix values(theta.rows(), derived.size());
  if (derived.empty()) return values;
  Columns columns = columns_of(space, theta);
  for (std::size_t k = 0; k < derived.size(); ++k) {
    const std::vector<double> column = derived[k].formula(columns.values);
    for (std::size_t i = 0; i < column.size(); ++i) values(i, k) = column[i];
    columns.add(derived[k].name, column);
  }
  return values;
}

Matrix with_derived(const DerivedParameters& derived, const ParameterSpace& space, ConstMatrixView theta) {
  const Matrix values = derived_values(derived, space, theta);
  Matrix all(theta.rows(), theta.cols() + values.cols());
  for (std::size_t i = 0; i < all.rows(); ++i) {
    const auto rest = std::ranges::copy(theta.row(i), all.row(i).begin()).out;
    std::ranges::copy(values.row(i), rest);
  }
  return all;
}

}  // namespace inquest
