#include "tests/support/posterior_draws.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <Eigen/Cholesky>

#include "core/base/random.hpp"

namespace inquest::testing {
namespace {

Matrix accepted_draws(const EvidenceProblem& problem, std::size_t count, double log_largest, Random& random) {
  Matrix draws(count, problem.space.dimension());
  Matrix z(4096, draws.cols()), theta(4096, draws.cols());
  std::vector<double> log_l(z.rows());
  for (std::size_t found = 0; found < count;) {
    random.normal(z.values());
    problem.space.from_unconstrained(z, theta);
    problem.log_likelihood(theta, log_l);
    for (std::size_t i = 0; i < log_l.size() && found < count; ++i) {
      INQUEST_VALIDATE(log_l[i] <= log_largest, internal, problem.name, ": log likelihood ", log_l[i], " > ",
                       log_largest);
      if (std::log(random.uniform()) < log_l[i] - log_largest) {
        std::ranges::copy(theta.row(i), draws.row(found++).begin());
      }
    }
  }
  return draws;
}

// Correlations of 0.95; the ends of the prior are ten standard deviations off.
void draw_gauss(Random& random, std::span<double> theta) {
  const double common = std::sqrt(0.95) * random.normal();
  for (double& value : theta) value = common + std::sqrt(0.05) * random.normal();
}

// A radius of density r^(d - 1) N(r; 2, 0.1) below 2.8, in any direction, around one of both centres.
void draw_shells(Random& random, std::span<double> theta) {
  constexpr double largest = 2.8;
  const double power = static_cast<double>(theta.size()) - 1;
  double radius = 0;
  do {
    radius = 2 + 0.1 * random.normal();
  } while (radius > largest || random.uniform() > std::pow(radius / largest, power));
  random.normal(theta);
  double square = 0;
  for (const double value : theta) square += value * value;
  for (double& value : theta) value *= radius / std::sqrt(square);
  theta[0] += random.uniform() < 0.5 ? 3.5 : -3.5;
}

// A normal posterior, from the second differences of its logarithm, which is quadratic.
Matrix normal_draws(const EvidenceProblem& problem, std::size_t count, Random& random) {
  const auto d = static_cast<Eigen::Index>(problem.space.dimension());
  const auto log_p = [&](Eigen::Index i, double a, Eigen::Index j, double b) {
    Eigen::VectorXd x = Eigen::VectorXd::Zero(d);
    x(i) += a;
    x(j) += b;
    double log_l = 0;
    problem.log_likelihood({x.data(), 1, static_cast<std::size_t>(d)}, {&log_l, 1});
    return log_l - 0.5 * x.squaredNorm();
  };
  Eigen::VectorXd slope(d);
  Eigen::MatrixXd precision(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    slope(i) = 0.5 * (log_p(i, 1, i, 0) - log_p(i, -1, i, 0));
    for (Eigen::Index j = 0; j < d; ++j) {
      precision(i, j) = -0.25 * (log_p(i, 1, j, 1) - log_p(i, 1, j, -1) - log_p(i, -1, j, 1) + log_p(i, -1, j, -1));
    }
  }
  const Eigen::LLT<Eigen::MatrixXd> factor(precision);
  const Eigen::VectorXd mean = factor.solve(slope);
  Matrix draws(count, static_cast<std::size_t>(d));
  Eigen::VectorXd z(d);
  for (std::size_t i = 0; i < count; ++i) {
    random.normal({z.data(), draws.cols()});
    Eigen::Map<Eigen::VectorXd>(draws.row(i).data(), d) = mean + factor.matrixU().solve(z);
  }
  return draws;
}

}  // namespace

double log_largest_likelihood(const std::string& problem) {
  if (problem == "eggbox2") return 243;
  return problem == "rastrigin2" ? 2 * (10 - std::log(4991.2175)) : std::numeric_limits<double>::infinity();
}

Matrix posterior_draws(const EvidenceProblem& problem, std::size_t count, double log_largest, Seed seed) {
  Random random(seed);
  const bool gauss = problem.name.starts_with("gauss"), shells = problem.name.starts_with("shells");
  if (gauss || shells) {
    Matrix draws(count, problem.space.dimension());
    for (std::size_t i = 0; i < count; ++i)
      gauss ? draw_gauss(random, draws.row(i)) : draw_shells(random, draws.row(i));
    return draws;
  }
  if (problem.name.starts_with("t")) return normal_draws(problem, count, random);
  return accepted_draws(problem, count, log_largest, random);
}

ChainDraws chain_at(const EvidenceProblem& problem, Matrix theta) {
  ChainDraws chain;
  const ParameterSpace& space = problem.space;
  for (std::size_t j = 0; j < space.dimension(); ++j) {
    chain.names.push_back(space.free_parameter(j).name);
    chain.ranges.push_back({space.lower(j), space.upper(j)});
  }
  const std::size_t n = theta.rows();
  chain.weights.assign(n, 1.0);
  chain.lengths = {n};
  chain.log_posterior.resize(n);
  std::vector<double> log_prior(n);
  problem.log_likelihood(theta, chain.log_posterior);
  space.log_prob(theta, log_prior);
  for (std::size_t i = 0; i < n; ++i) chain.log_posterior[i] += log_prior[i];
  chain.theta = std::move(theta);
  return chain;
}

ChainDraws posterior_chain(const EvidenceProblem& problem, std::size_t count, double log_largest, Seed seed) {
  return chain_at(problem, posterior_draws(problem, count, log_largest, seed));
}

}  // namespace inquest::testing
