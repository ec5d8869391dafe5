// Derived parameters: functions of the parameters that a run file asks for beside them, which no simulator takes.
//
//   derived: {S8: 'sigma8*sqrt(Om/0.3)', age: {formula: '977.8/H0', latex: 't_0', unit: Gyr}}
//
// They are computed from the draws of each posterior. A formula may name those before it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/config/config_node.hpp"
#include "core/config/fields.hpp"
#include "core/model/model.hpp"
#include "core/parameters/formula.hpp"

namespace inquest {

struct DerivedOptions {
  std::string formula;
  std::string latex;
  std::string unit;

  void fields(FieldVisitor& visit);
};

struct DerivedParameter {
  std::string name;
  std::string latex;
  std::string unit;
  Formula formula;  // of all parameters of the model, free and fixed, and of the derived ones before it
};

using DerivedParameters = std::vector<DerivedParameter>;

/// Of each model, by its name, those of `node` whose parameters it has, and which vary; resolves `node`. Throws
/// Error(config) with the place of a name that is a parameter, of a formula that no model can tell, and of one without
/// a finite value at draws of the prior.
std::map<std::string, DerivedParameters> read_derived(ConfigNode& node, const ModelSet& models);

std::vector<std::string> names_of(const DerivedParameters& derived);

/// Their values [n, k] for free parameters theta [n, d]; not finite where a formula has no value.
Matrix derived_values(const DerivedParameters& derived, const ParameterSpace& space, ConstMatrixView theta);

/// theta with these values beside it, [n, d + k].
Matrix with_derived(const DerivedParameters& derived, const ParameterSpace& space, ConstMatrixView theta);

}  // namespace inquest
