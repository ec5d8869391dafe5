// ParameterSpace: ordered, named parameters with their joint prior.
//
// Parameters are independent but for groups with one multivariate normal prior. A fixed parameter has a value, no
// prior, and no column in theta [n, d]; `expand` puts it back for the simulator.
//
//   parameters:
//     H0: {prior: {uniform: [50, 90]}, latex: 'H_0', unit: 'km/s/Mpc', periodic: false}
//     Om: {prior: {uniform: [0, 1]}, proposal: {beta: [2, 4]}}          # simulated where it matters, weighted back
//     w: -1                                                             # fixed; or {value: -1, latex: w}
//     gain: {prior: {normal: [1, 0.1]}, speed: 50}                      # calls that change it alone take 1/50
//     "a, b": {prior: {multivariate_normal: {mean: [0, 1], covariance: [[1, 0.5], [0.5, 2]]}}, latex: [a, b]}
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/matrix_view.hpp"
#include "core/base/random.hpp"
#include "core/config/config_node.hpp"
#include "core/parameters/prior.hpp"

namespace inquest {

struct Parameter {
  std::string name;
  std::string latex;  // without dollar signs; the name where none is given
  std::string unit;
  bool periodic = false;  // the ends of a bounded prior are one point
  std::optional<double> fixed_value;
  std::optional<Prior> prior;     // none for a fixed parameter, or for one in a multivariate normal group
  std::optional<Prior> proposal;  // that simulations are drawn from in place of the prior; with the same ends
  double speed = 1;               // likelihood calls a second that change nothing slower, in any unit
};

/// Its prior in words: "uniform(0, 360), periodic", "multivariate normal", "fixed at 0.3".
std::string prior_text(const Parameter& parameter);

/// A multivariate normal prior over several parameters, which follow each other in the list of parameters.
struct NormalGroup {
  std::vector<std::string> names;
  std::vector<double> mean;  // [k]
  Matrix covariance;         // [k, k], positive definite
};

class ParameterSpace {
 public:
  /// Throws Error(config) on names that are unfit or given twice, a parameter with no prior or two,
  /// a periodic one without bounds, a speed that is not positive, or a group whose numbers do not fit.
  explicit ParameterSpace(std::vector<Parameter> parameters, std::vector<NormalGroup> groups = {});

  /// Reads the `parameters:` mapping of a model; throws Error(config) with the place.
  static ParameterSpace parse(const ConfigNode& node);

  /// As the run file writes it.
  ConfigNode to_config() const;

  const std::vector<Parameter>& parameters() const { return parameters_; }  // free and fixed, as listed
  const std::vector<NormalGroup>& groups() const { return groups_; }
  std::size_t dimension() const { return free_.size(); }
  const Parameter& free_parameter(std::size_t i) const { return parameters_[free_[i]]; }
  std::vector<std::string> free_names() const;
  std::vector<std::string> names() const;  // free and fixed

  /// Draws from the prior; theta [n, d] is filled, row i from `seeds[i]`.
  void sample(std::span<const Seed> seeds, MatrixView theta) const;

  /// The space that simulations are drawn from: with the proposals, where there are any, in place of the priors.
  ParameterSpace proposal() const;
  bool has_proposal() const;

  /// Normalised log prior density of each row; -infinity outside the support.
  void log_prob(ConstMatrixView theta, std::span<double> out) const;
  bool contains(std::span<const double> theta) const;

  /// To and from the unit cube, in which the prior is flat. In and out may be the same matrix, here and below.
  void to_unit(ConstMatrixView theta, MatrixView u) const;
  void from_unit(ConstMatrixView u, MatrixView theta) const;

  /// To and from the unconstrained space, in which the prior is N(0, I).
  void to_unconstrained(ConstMatrixView theta, MatrixView z) const;
  void from_unconstrained(ConstMatrixView z, MatrixView theta) const;

  /// log |det d theta / d z| of each row of z: log N(z; 0, I) - log_prob(theta(z)), also where theta rounds to an edge.
  void log_abs_det(ConstMatrixView z, std::span<double> out) const;

  /// Derivatives [n, d] by z from those by theta(z), and back, in place.
  void gradient_by_unconstrained(ConstMatrixView z, MatrixView gradient) const;
  void gradient_by_parameters(ConstMatrixView z, MatrixView gradient) const;

  /// Lower and upper ends of the support of free parameter i.
  double lower(std::size_t i) const;
  double upper(std::size_t i) const;

  /// Free parameters theta [d] by name: "H0 = 70, Om = 0.3".
  std::string text_of(std::span<const double> theta) const;

  /// Free columns [n, d] -> all parameters as listed [n, k].
  void expand(ConstMatrixView theta, MatrixView all) const;

 private:
  struct GroupFactor;  // Cholesky factor and columns of a group
  void add_group(const NormalGroup& group);
  void each_row(ConstMatrixView in, MatrixView out, double (Prior::*map)(double) const) const;
  void stretch(ConstMatrixView z, double power, MatrixView gradient) const;

  std::vector<Parameter> parameters_;
  std::vector<NormalGroup> groups_;
  std::vector<std::size_t> free_;  // [d], places in parameters_
  std::vector<std::shared_ptr<const GroupFactor>> factors_;
};

}  // namespace inquest
