#include "tests/support/evidence_problems.hpp"

#include <cmath>
#include <numbers>

#include <Eigen/Cholesky>

#include "core/base/random.hpp"

namespace inquest::testing {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

ParameterSpace independent(std::size_t d, const Prior& prior) {
  std::vector<Parameter> parameters;
  for (std::size_t j = 0; j < d; ++j) {
    Parameter parameter;
    parameter.name = concat("p", j);
    parameter.prior = prior;
    parameters.push_back(parameter);
  }
  return ParameterSpace(parameters);
}

template <class Function>
BatchLogLikelihood by_row(Function function) {
  return [function](ConstMatrixView theta, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = function(theta.row(i));
  };
}

// The design of the demonstration of evidence networks (Jeffrey & Wandelt 2024).
Eigen::MatrixXd design(std::size_t data, std::size_t parameters) {
  const auto n = static_cast<Eigen::Index>(data);
  Eigen::MatrixXd a(n, static_cast<Eigen::Index>(parameters));
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(n, 0, 0.5 * pi);
  a.col(0) = 2 * x;
  for (Eigen::Index j = 1; j < a.cols(); ++j) a.col(j) = ((static_cast<double>(j) - 0.5) * x.array()).cos();
  return a;
}

}  // namespace

EvidenceProblem correlated_gauss(std::size_t d) {
  constexpr double correlation = 0.95;
  const double n = static_cast<double>(d);
  const double common = correlation / (1 + (n - 1) * correlation);
  const double log_det = (n - 1) * std::log(1 - correlation) + std::log(1 + (n - 1) * correlation);
  const double offset = -0.5 * (n * std::log(2 * pi) + log_det);
  const auto log_l = [=](std::span<const double> theta) {
    double sum = 0;
    double squares = 0;
    for (const double value : theta) {
      sum += value;
      squares += value * value;
    }
    return offset - 0.5 * (squares - common * sum * sum) / (1 - correlation);
  };
  return {concat("gauss", d), independent(d, Prior::uniform(-10, 10)), by_row(log_l), -n * std::log(20),
          d == 10 ? 28.120 : unknown};
}

EvidenceProblem rastrigin() {
  const auto log_l = [](std::span<const double> theta) {
    double sum = 0;
    for (const double value : theta) sum -= std::log(4991.2175) + value * value - 10 * std::cos(2 * pi * value);
    return sum;
  };
  return {"rastrigin2", independent(2, Prior::uniform(-5.12, 5.12)), by_row(log_l), -4.65260, 5.596};
}

EvidenceProblem eggbox() {
  const auto log_l = [](std::span<const double> theta) {
    return std::pow(2 + std::cos(0.5 * theta[0]) * std::cos(0.5 * theta[1]), 5);
  };
  return {"eggbox2", independent(2, Prior::uniform(0, 10 * pi)), by_row(log_l), 235.85594, 6.139};
}

EvidenceProblem shells(std::size_t d) {
  constexpr double width = 0.1;
  constexpr double radius = 2;
  const double log_norm = -0.5 * std::log(2 * pi * width * width);
  const auto log_l = [=](std::span<const double> theta) {
    double rest = 0;
    for (std::size_t j = 1; j < theta.size(); ++j) rest += theta[j] * theta[j];
    const auto shell = [&](double centre) {
      const double off = std::sqrt(rest + (theta[0] - centre) * (theta[0] - centre)) - radius;
      return log_norm - 0.5 * off * off / (width * width);
    };
    const double a = shell(-3.5);
    const double b = shell(3.5);
    return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
  };
  return {concat("shells", d), independent(d, Prior::uniform(-6, 6)), by_row(log_l),
          d == 2 ? -1.74564 : (d == 10 ? -14.59049 : unknown), d == 2 ? 2.629 : (d == 10 ? 15.387 : unknown)};
}

EvidenceProblem time_series(std::size_t data, std::size_t parameters, double sigma) {
  const Eigen::MatrixXd a = design(data, parameters);
  Eigen::VectorXd noise = Eigen::VectorXd::Constant(a.rows(), sigma);
  if (sigma == 0) {
    noise = std::sqrt(0.01 * static_cast<double>(data)) *
            Eigen::VectorXd::LinSpaced(a.rows(), 2.5, 4).array().square().matrix();
  }
  Random random(Seed{2024});
  Eigen::VectorXd theta(a.cols());
  Eigen::VectorXd y(a.rows());
  for (double& value : theta) value = random.normal();
  for (double& value : y) value = random.normal();
  y = a * theta + y.cwiseProduct(noise);

  Eigen::MatrixXd covariance = a * a.transpose();
  covariance.diagonal() += noise.cwiseAbs2();
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  const double log_2pi = std::log(2 * pi) * static_cast<double>(data);
  const Eigen::MatrixXd lower = factor.matrixL();
  const double log_z = -0.5 * (log_2pi + y.dot(factor.solve(y))) - lower.diagonal().array().log().sum();

  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic> scaled = noise.cwiseInverse().asDiagonal() * a;
  const Eigen::VectorXd scaled_y = y.cwiseQuotient(noise);
  const double offset = -0.5 * log_2pi - noise.array().log().sum();
  const BatchLogLikelihood log_l = [=](ConstMatrixView rows, std::span<double> out) {
    Eigen::VectorXd residual(scaled_y.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const Eigen::Map<const Eigen::VectorXd> point(rows.row(i).data(), scaled.cols());
      residual.noalias() = scaled_y - scaled * point;
      out[i] = offset - 0.5 * residual.squaredNorm();
    }
  };
  return {sigma == 0 ? concat("ts", data) : concat("tq", parameters), independent(parameters, Prior::normal(0, 1)),
          log_l, log_z, unknown};
}

std::vector<std::string> evidence_problem_names() {
  return {"gauss10", "rastrigin2", "eggbox2", "shells2", "shells10", "ts20", "tq20", "ts100"};
}

EvidenceProblem with_speed(const EvidenceProblem& problem, std::size_t slow, double speed,
                           const std::shared_ptr<SlowCalls>& calls) {
  std::vector<Parameter> parameters = problem.space.parameters();
  const std::size_t fast = parameters.size() - slow;
  for (std::size_t j = 0; j < fast; ++j) parameters[j].speed = speed;
  EvidenceProblem result = problem;
  result.space = ParameterSpace(parameters);
  if (!calls) return result;
  result.log_likelihood = [problem, fast, calls](ConstMatrixView theta, std::span<double> out) {
    problem.log_likelihood(theta, out);
    const std::scoped_lock lock(calls->mutex);
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      const auto row = theta.row(i).subspan(fast);
      calls->values.emplace(row.begin(), row.end());
    }
  };
  return result;
}

EvidenceProblem evidence_problem(const std::string& name) {
  if (name == "gauss10") return correlated_gauss(10);
  if (name == "rastrigin2") return rastrigin();
  if (name == "eggbox2") return eggbox();
  if (name == "shells2") return shells(2);
  if (name == "shells10") return shells(10);
  if (name == "ts20") return time_series(20, 20, 0);
  if (name == "tq20") return time_series(100, 20, 0.1);
  if (name == "ts100") return time_series(100, 100, 0);
  raise(ErrorKind::usage, concat("problem '", name, "' (is not known)"));
}

}  // namespace inquest::testing
