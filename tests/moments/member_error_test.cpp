#include "core/infer/member_error.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

#include "core/base/random.hpp"
#include "core/base/statistics.hpp"
#include "moments/gaussian_likelihood_training.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/linear_gaussian_truth.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

ParameterSpace one_parameter() {
  return ParameterSpace::parse(ConfigNode::parse("{fixed: 5, a: {prior: {uniform: [0, 1]}}}", "run.yaml"));
}

double a_of(ConstMatrixView theta, std::size_t i) { return theta(i, 1); }

class Flat : public Likelihood {
 public:
  void log_likelihood(ConstMatrixView, std::span<const double>, std::span<double> out) const override {
    std::ranges::fill(out, 0.0);
  }
};

// Flat with members k + k a.
class FlatWithMembers final : public Flat, public LikelihoodMembers {
 public:
  std::size_t members() const override { return 3; }
  Matrix member_log_likelihoods(ConstMatrixView theta, std::span<const double>) const override {
    Matrix result(3, theta.rows());
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t i = 0; i < theta.rows(); ++i) result(k, i) = static_cast<double>(k) * (1 + a_of(theta, i));
    }
    return result;
  }
  double error_of(std::span<const double> values) const override { return standard_deviation(values); }
};

// The middle rule.
Matrix places(double low, double high, std::size_t n) {
  Matrix theta(n, 1);
  for (std::size_t i = 0; i < n; ++i) {
    theta(i, 0) = low + (high - low) * (static_cast<double>(i) + 0.5) / static_cast<double>(n);
  }
  return theta;
}

}  // namespace

// ln of the integral of exp(k + k a) over the unit interval is k + ln (e^k - 1) / k.
TEST_CASE("member error: that of ln Z by each member, by hand") {
  const std::size_t n = 2000;
  const Draws draws{places(0, 1, n), std::vector<double>(n, 0), std::vector<double>(n, 7)};
  const std::vector<double> expected = {0, 1 + std::log(std::exp(1) - 1), 2 + std::log((std::exp(2) - 1) / 2)};
  const double x[] = {0};
  CHECK(member_error(FlatWithMembers(), one_parameter(), x, draws) ==
        Approx(standard_deviation(expected)).epsilon(1e-6));
  CHECK(member_error(Flat(), one_parameter(), x, draws) == 0);
}

namespace {

LinearGaussianTruth four_data() {
  LinearGaussianTruth truth;
  truth.design = Eigen::MatrixXd(4, 1);
  truth.design << 1, -0.5, 0.3, 2;
  truth.noise_sd = Eigen::Vector4d(0.5, 1, 2, 1.5);
  truth.prior_mean = Eigen::VectorXd::Constant(1, 0.5);
  truth.prior_sd = Eigen::VectorXd::Constant(1, 2);
  return truth;
}

PairedRows drawn(const LinearGaussianTruth& truth, std::size_t n, Seed seed) {
  const JointData data = truth.draw(n, 0, seed);
  PairedRows rows{data.theta, Matrix(n, 4)};
  std::ranges::copy(data.x.view().values(), rows.x.values().begin());
  return rows;
}

// Noise about the signal at 1.
Matrix repeated(const LinearGaussianTruth& truth, std::size_t n, Seed seed) {
  Matrix x(n, 4);
  Random random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      const auto row = static_cast<Eigen::Index>(j);
      x(i, j) = truth.design(row, 0) + truth.noise_sd[row] * random.normal();
    }
  }
  return x;
}

double exact_log_z(const LinearGaussianTruth& truth, const Eigen::Vector4d& x) {
  const Eigen::MatrixXd noise = truth.noise_sd.array().square().matrix().asDiagonal();
  return log_density(
      {truth.design * truth.prior_mean,
       truth.design * truth.prior_sd.array().square().matrix().asDiagonal() * truth.design.transpose() + noise},
      x);
}

struct Found {
  double log_z, error;
};

// By the middle rule over six standard deviations of the prior to each side, in steps of 0.06.
Found by_quadrature(const GaussianLikelihood& likelihood, const LinearGaussianTruth& truth, std::span<const double> x) {
  constexpr std::size_t n = 400;
  Draws draws{places(0.5 - 12, 0.5 + 12, n), std::vector<double>(n), std::vector<double>(n)};
  truth.space().log_prob(draws.theta, draws.log_prob);
  std::vector<double> log_likelihood(n);
  likelihood.log_likelihood(draws.theta, x, log_likelihood);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    draws.weights[i] = std::exp(draws.log_prob[i] + log_likelihood[i]) * 24 / n;
    sum += draws.weights[i];
  }
  return {std::log(sum), member_error(likelihood, truth.space(), x, draws)};
}

}  // namespace

// Over fits to fresh simulations ln Z scatters about the exact one. An error from 20 groups has 19 degrees of freedom
// or so: the squared pull is F(1, 19), of mean 19/17 = 1.118 and variance 3.0, its mean over 200 fits within 4 sqrt(3 /
// 200) = 0.49 of that. A thousand simulations of four data bias ln Z by about 4 (4 + 3) / 4000, 0.16 of its error.
TEST_CASE("member error: the jackknife of an assumed likelihood covers the exact ln Z", "[statistical]") {
  const LinearGaussianTruth truth = four_data();
  const std::string source = GENERATE("residuals", "repeats");
  const std::vector<double> x = GENERATE(std::vector{1.2, 0.3, -1.0, 3.0}, std::vector{0.2, 2.5, -1.0, 0.0});
  CAPTURE(source, x);
  const double exact = exact_log_z(truth, Eigen::Map<const Eigen::Vector4d>(x.data()));
  GaussianLikelihoodOptions options;
  options.degree = 1;
  constexpr int fits = 200;
  double squares = 0;
  for (int i = 0; i < fits; ++i) {
    const Seed seed = Seed{11}.child(static_cast<std::uint64_t>(i));
    std::optional<Matrix> at_place;
    if (source == "repeats") at_place = repeated(truth, 1000, seed.child("repeat"));
    const GaussianLikelihood likelihood = fit_gaussian_likelihood(
        truth.space(), drawn(truth, 1000, seed), drawn(truth, 10, seed.child("held out")), at_place, options);
    const Found found = by_quadrature(likelihood, truth, x);
    squares += std::pow((found.log_z - exact) / found.error, 2) / fits;
  }
  CHECK(squares == Approx(19.0 / 17).margin(0.49));
}
