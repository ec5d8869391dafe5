#include "core/parameters/parameter_space.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include "core/base/eigen_matrix.hpp"
#include "core/config/suggest.hpp"
#include "core/parameters/name.hpp"
#include "core/parameters/tail.hpp"

namespace inquest {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void check_names(const std::vector<Parameter>& parameters) {
  std::set<std::string> seen;
  for (const Parameter& parameter : parameters) {
    const std::string problem = name_problem(parameter.name);
    INQUEST_VALIDATE(problem.empty(), config, "parameter '", parameter.name, "' ", problem);
    INQUEST_VALIDATE(seen.insert(parameter.name).second, config, "parameter '", parameter.name,
                     "' (this name is given twice)");
  }
}

void check_parameter(const Parameter& parameter, bool grouped) {
  const int sources = parameter.fixed_value.has_value() + parameter.prior.has_value() + grouped;
  INQUEST_VALIDATE(sources == 1, config, "parameter '", parameter.name, "' (must have ",
                   sources == 0 ? "a prior or a fixed value)" : "one prior or fixed value, not several)");
  INQUEST_VALIDATE(!parameter.fixed_value || std::isfinite(*parameter.fixed_value), config, "parameter '",
                   parameter.name, "' = ", *parameter.fixed_value, " (a fixed value must be finite)");
  const bool bounded =
      parameter.prior && std::isfinite(parameter.prior->lower()) && std::isfinite(parameter.prior->upper());
  INQUEST_VALIDATE(!parameter.periodic || bounded, config, "parameter '", parameter.name,
                   "' (a periodic parameter must have a prior with two finite ends)");
  INQUEST_VALIDATE(parameter.speed > 0 && std::isfinite(parameter.speed), config, "parameter '", parameter.name,
                   "': speed = ", parameter.speed, " (must be a positive number)");
  INQUEST_VALIDATE(!parameter.fixed_value || parameter.speed == 1, config, "parameter '", parameter.name,
                   "': speed = ", parameter.speed, " (a fixed parameter never moves) leave it out");
}

void check_proposal(const Parameter& parameter) {
  if (!parameter.proposal) return;
  INQUEST_VALIDATE(parameter.prior.has_value(), config, "parameter '", parameter.name,
                   "' (a proposal stands beside a prior of its own)");
  const Prior& prior = *parameter.prior;
  const Prior& proposal = *parameter.proposal;
  INQUEST_VALIDATE(prior.lower() == proposal.lower() && prior.upper() == proposal.upper(), config, "parameter '",
                   parameter.name, "': its proposal lies in [", proposal.lower(), ", ", proposal.upper(),
                   "], its prior in [", prior.lower(), ", ", prior.upper(),
                   "] (no weight can make up for values that are never simulated); give both the same ends");
}

void check_symmetry(const NormalGroup& group) {
  const Matrix& c = group.covariance;
  for (std::size_t i = 0; i < c.rows(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double tolerance = 1e-12 * (std::abs(c(i, j)) + std::abs(c(j, i)));  // numbers typed twice, or computed
      INQUEST_VALIDATE(std::abs(c(i, j) - c(j, i)) <= tolerance, config, "covariance of ", join(group.names),
                       ": entries [", i, "][", j, "] = ", c(i, j), " and [", j, "][", i, "] = ", c(j, i),
                       " differ (a covariance is symmetric)");
    }
  }
}

// Lower Cholesky factor of a covariance.
Eigen::MatrixXd cholesky(const NormalGroup& group) {
  const auto k = static_cast<Eigen::Index>(group.names.size());
  const auto covariance = as_eigen(group.covariance);
  const Eigen::LLT<Eigen::MatrixXd> llt(covariance);
  bool definite = llt.info() == Eigen::Success;
  const Eigen::MatrixXd lower = llt.matrixL();
  const double noise = static_cast<double>(k) * std::numeric_limits<double>::epsilon();
  for (Eigen::Index i = 0; i < k && definite; ++i) {
    definite = lower(i, i) * lower(i, i) > noise * covariance(i, i);  // else the pivot is rounding alone
  }
  INQUEST_VALIDATE(definite, config, "covariance of ", join(group.names),
                   " (must be positive definite: no parameter may be a linear combination of the others)");
  return lower;
}

void check_numbers(const NormalGroup& group) {
  const std::size_t k = group.names.size();
  INQUEST_VALIDATE(group.mean.size() == k, config, "mean of ", join(group.names), " has ", group.mean.size(),
                   " numbers (must have one for each of the ", k, " parameters)");
  INQUEST_VALIDATE(group.covariance.rows() == k && group.covariance.cols() == k, config, "covariance of ",
                   join(group.names), " is ", group.covariance.rows(), " x ", group.covariance.cols(), " (must be ", k,
                   " x ", k, ")");
  const auto is_finite = [](double value) { return std::isfinite(value); };
  const auto& numbers = group.covariance.values();
  INQUEST_VALIDATE(std::all_of(group.mean.begin(), group.mean.end(), is_finite) &&
                       std::all_of(numbers.begin(), numbers.end(), is_finite),
                   config, "multivariate_normal of ", join(group.names), " (all numbers must be finite)");
  check_symmetry(group);
}

}  // namespace

struct ParameterSpace::GroupFactor {
  std::size_t first;  // column of theta
  Eigen::VectorXd mean;
  Eigen::MatrixXd lower;

  double log_abs_det() const { return lower.diagonal().array().log().sum(); }

  // The group's part of a row.
  Eigen::Map<Eigen::VectorXd> part(std::span<double> row) const { return {row.data() + first, mean.size()}; }
  Eigen::Map<const Eigen::VectorXd> part(std::span<const double> row) const {
    return {row.data() + first, mean.size()};
  }

  Eigen::VectorXd whitened(std::span<const double> theta) const {
    return lower.triangularView<Eigen::Lower>().solve(part(theta) - mean);
  }
  double log_prob(std::span<const double> theta) const {
    const Eigen::VectorXd z = whitened(theta);
    double sum = -log_abs_det();
    for (const double value : z) sum += log_normal_density(value);
    return std::isnan(sum) ? -infinity : sum;
  }
};

std::string prior_text(const Parameter& parameter) {
  if (parameter.fixed_value) return concat("fixed at ", *parameter.fixed_value);
  if (!parameter.prior) return "multivariate normal";
  std::string text;
  for (const double argument : parameter.prior->arguments()) text += concat(text.empty() ? "" : ", ", argument);
  return concat(parameter.prior->family(), "(", text, ")", parameter.periodic ? ", periodic" : "");
}

ParameterSpace::ParameterSpace(std::vector<Parameter> parameters, std::vector<NormalGroup> groups)
    : parameters_(std::move(parameters)), groups_(std::move(groups)) {
  check_names(parameters_);
  std::multiset<std::string> grouped;
  for (const NormalGroup& group : groups_) grouped.insert(group.names.begin(), group.names.end());
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    Parameter& parameter = parameters_[i];
    if (parameter.latex.empty()) parameter.latex = parameter.name;
    INQUEST_VALIDATE(grouped.count(parameter.name) <= 1, config, "parameter '", parameter.name,
                     "' (is in two multivariate_normal priors)");
    check_parameter(parameter, grouped.count(parameter.name) == 1);
    check_proposal(parameter);
    if (!parameter.fixed_value) free_.push_back(i);
  }
  for (const NormalGroup& group : groups_) add_group(group);
}

bool ParameterSpace::has_proposal() const {
  return std::ranges::any_of(parameters_, [](const Parameter& parameter) { return parameter.proposal.has_value(); });
}

ParameterSpace ParameterSpace::proposal() const {
  std::vector<Parameter> parameters = parameters_;
  for (Parameter& parameter : parameters) {
    if (parameter.proposal) parameter.prior = std::exchange(parameter.proposal, std::nullopt);
  }
  return ParameterSpace(std::move(parameters), groups_);
}

void ParameterSpace::add_group(const NormalGroup& group) {
  INQUEST_VALIDATE(!group.names.empty(), config, "multivariate_normal (must name its parameters)");
  check_numbers(group);
  const std::vector<std::string> listed = names();
  const auto found = std::search(listed.begin(), listed.end(), group.names.begin(), group.names.end());
  INQUEST_VALIDATE(found != listed.end(), config, "multivariate_normal of ", join(group.names),
                   " (its parameters must follow each other in the list of parameters)");
  const auto column = std::count_if(
      free_.begin(), free_.end(), [&](std::size_t i) { return i < static_cast<std::size_t>(found - listed.begin()); });
  for (auto i = static_cast<std::size_t>(found - listed.begin()) + 1, last = i + group.names.size() - 1; i < last;
       ++i) {
    INQUEST_VALIDATE(parameters_[i].speed == parameters_[i - 1].speed, config, "multivariate_normal of ",
                     join(group.names), " (its parameters move together and must have one speed)");
  }
  const auto k = static_cast<Eigen::Index>(group.names.size());
  factors_.push_back(std::make_shared<GroupFactor>(GroupFactor{
      static_cast<std::size_t>(column), Eigen::Map<const Eigen::VectorXd>(group.mean.data(), k), cholesky(group)}));
}

std::vector<std::string> ParameterSpace::free_names() const {
  std::vector<std::string> names;
  for (const std::size_t i : free_) names.push_back(parameters_[i].name);
  return names;
}

std::vector<std::string> ParameterSpace::names() const {
  std::vector<std::string> names;
  for (const Parameter& parameter : parameters_) names.push_back(parameter.name);
  return names;
}

void ParameterSpace::sample(std::span<const Seed> seeds, MatrixView theta) const {
  INQUEST_EXPECT(theta.rows() == seeds.size() && theta.cols() == dimension());
  for (std::size_t i = 0; i < seeds.size(); ++i) Random(seeds[i]).normal(theta.row(i));
  from_unconstrained(theta, theta);
}

void ParameterSpace::log_prob(ConstMatrixView theta, std::span<double> out) const {
  INQUEST_EXPECT(theta.rows() == out.size() && theta.cols() == dimension());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::span<const double> row = theta.row(i);
    out[i] = contains(row) ? 0 : -infinity;
    if (out[i] != 0) continue;
    for (std::size_t j = 0; j < dimension(); ++j) {
      if (const auto& prior = free_parameter(j).prior) out[i] += prior->log_prob(row[j]);
    }
    for (const auto& factor : factors_) out[i] += factor->log_prob(row);
  }
}

bool ParameterSpace::contains(std::span<const double> theta) const {
  INQUEST_EXPECT(theta.size() == dimension());
  for (std::size_t j = 0; j < theta.size(); ++j) {
    const auto& prior = free_parameter(j).prior;
    if (prior ? !prior->contains(theta[j]) : std::isnan(theta[j])) return false;
  }
  return true;
}

// Columns outside groups by `map`, columns of groups as they are.
void ParameterSpace::each_row(ConstMatrixView in, MatrixView out, double (Prior::*map)(double) const) const {
  INQUEST_EXPECT(in.rows() == out.rows() && in.cols() == dimension() && out.cols() == dimension());
  for (std::size_t j = 0; j < dimension(); ++j) {
    const auto& prior = free_parameter(j).prior;
    for (std::size_t i = 0; i < in.rows(); ++i) out(i, j) = prior ? ((*prior).*map)(in(i, j)) : in(i, j);
  }
}

void ParameterSpace::to_unit(ConstMatrixView theta, MatrixView u) const {
  each_row(theta, u, &Prior::to_unit);
  for (const auto& factor : factors_) {
    for (std::size_t i = 0; i < u.rows(); ++i) {
      const Eigen::VectorXd z = factor->whitened(u.row(i));
      factor->part(u.row(i)) = z.unaryExpr([](double value) { return unit_of_tail(tail_of_normal(value)); });
    }
  }
}

void ParameterSpace::from_unit(ConstMatrixView u, MatrixView theta) const {
  each_row(u, theta, &Prior::from_unit);
  for (const auto& factor : factors_) {
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      auto part = factor->part(theta.row(i));
      const Eigen::VectorXd z = part.unaryExpr([](double value) { return normal_of_tail(tail_of_unit(value)); });
      part = factor->mean + factor->lower.triangularView<Eigen::Lower>() * z;
    }
  }
}

void ParameterSpace::to_unconstrained(ConstMatrixView theta, MatrixView z) const {
  each_row(theta, z, &Prior::to_normal);
  for (const auto& factor : factors_) {
    for (std::size_t i = 0; i < z.rows(); ++i) {
      const Eigen::VectorXd white = factor->whitened(z.row(i));
      factor->part(z.row(i)) = white;
    }
  }
}

void ParameterSpace::from_unconstrained(ConstMatrixView z, MatrixView theta) const {
  each_row(z, theta, &Prior::from_normal);
  for (const auto& factor : factors_) {
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      auto part = factor->part(theta.row(i));
      const Eigen::VectorXd white = part;
      part = factor->mean + factor->lower.triangularView<Eigen::Lower>() * white;
    }
  }
}

void ParameterSpace::log_abs_det(ConstMatrixView z, std::span<double> out) const {
  INQUEST_EXPECT(z.rows() == out.size() && z.cols() == dimension());
  double of_groups = 0;
  for (const auto& factor : factors_) of_groups += factor->log_abs_det();
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = of_groups;
    for (std::size_t j = 0; j < dimension(); ++j) {
      if (const auto& prior = free_parameter(j).prior) out[i] += prior->log_abs_det(z(i, j));
    }
  }
}

// Multiplies columns outside groups by (d theta / d z)^power.
void ParameterSpace::stretch(ConstMatrixView z, double power, MatrixView gradient) const {
  INQUEST_EXPECT(z.rows() == gradient.rows() && z.cols() == dimension() && gradient.cols() == dimension());
  for (std::size_t j = 0; j < dimension(); ++j) {
    const auto& prior = free_parameter(j).prior;
    for (std::size_t i = 0; prior && i < z.rows(); ++i) gradient(i, j) *= std::exp(power * prior->log_abs_det(z(i, j)));
  }
}

void ParameterSpace::gradient_by_unconstrained(ConstMatrixView z, MatrixView gradient) const {
  stretch(z, 1, gradient);
  for (const auto& factor : factors_) {
    for (std::size_t i = 0; i < z.rows(); ++i) {
      auto part = factor->part(gradient.row(i));
      part = (factor->lower.transpose() * part).eval();
    }
  }
}

void ParameterSpace::gradient_by_parameters(ConstMatrixView z, MatrixView gradient) const {
  stretch(z, -1, gradient);
  for (const auto& factor : factors_) {
    for (std::size_t i = 0; i < z.rows(); ++i) {
      auto part = factor->part(gradient.row(i));
      part = factor->lower.transpose().triangularView<Eigen::Upper>().solve(part).eval();
    }
  }
}

double ParameterSpace::lower(std::size_t i) const {
  const auto& prior = free_parameter(i).prior;
  return prior ? prior->lower() : -infinity;
}

double ParameterSpace::upper(std::size_t i) const {
  const auto& prior = free_parameter(i).prior;
  return prior ? prior->upper() : infinity;
}

std::string ParameterSpace::text_of(std::span<const double> theta) const {
  std::string text;
  for (std::size_t j = 0; j < theta.size(); ++j) {
    text += concat(j == 0 ? "" : ", ", free_parameter(j).name, " = ", theta[j]);
  }
  return text;
}

void ParameterSpace::expand(ConstMatrixView theta, MatrixView all) const {
  INQUEST_EXPECT(theta.rows() == all.rows() && theta.cols() == dimension() && all.cols() == parameters_.size());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    std::size_t free = 0;
    for (std::size_t k = 0; k < parameters_.size(); ++k) {
      const auto& fixed = parameters_[k].fixed_value;
      all(i, k) = fixed ? *fixed : theta(i, free++);
    }
  }
}

}  // namespace inquest
