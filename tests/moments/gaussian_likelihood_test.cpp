#include "moments/gaussian_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <Eigen/Cholesky>

#include "core/base/random.hpp"
#include "core/estimator/estimator_file.hpp"
#include "moments/gaussian_likelihood_training.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/linear_gaussian_truth.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

ParameterSpace space() {
  return ParameterSpace::parse(
      ConfigNode::parse("{a: {prior: {uniform: [-1, 2]}}, fixed: 5, b: {prior: {normal: [0, 1]}}}", "run.yaml"));
}

// x_0 = a^2 + b + e_0, x_1 = a b + 0.6 e_0 + 0.8 e_1: degree two, unit variances, a correlation of 0.6.
PairedRows rows(std::size_t n, Seed seed, double skew = 0) {
  PairedRows result{Matrix(n, 2), Matrix(n, 2)};
  Random random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = 3 * random.uniform() - 1, b = random.normal(), e = random.normal(), f = random.normal();
    result.theta(i, 0) = a;
    result.theta(i, 1) = b;
    result.x(i, 0) = a * a + b + (skew == 0 ? e : std::exp(skew * e));
    result.x(i, 1) = a * b + 0.6 * e + 0.8 * f;
  }
  return result;
}

double log_normal(double u, double v) {  // of two unit normals with a correlation of 0.6
  return -0.5 * (u * u - 1.2 * u * v + v * v) / 0.64 - std::log(2 * M_PI * 0.8);
}

GaussianLikelihood fitted(std::size_t n, const std::string& correction = "t") {
  GaussianLikelihoodOptions options;
  options.correction = correction;
  return fit_gaussian_likelihood(space(), rows(n, {1}), rows(2000, {2}), {}, options);
}

Matrix places() {
  Matrix theta(3, 3);
  theta.values() = {0.5, 5, -0.7, 1.8, 5, 0.4, 2.1, 5, 0};
  return theta;
}

}  // namespace

// 50,000 rows know means to 0.01 and covariances to 0.01; ln p at a few standard deviations follows to 0.05.
TEST_CASE("gaussian likelihood: mean, covariance and density of normal data") {
  const GaussianLikelihood likelihood = fitted(50000);
  CHECK(likelihood.fit().degree == 2);
  CHECK(likelihood.fit().warning().empty());
  CHECK(likelihood.fit().chi_square_per_datum == Approx(1).margin(5 / std::sqrt(2000.0)));
  Matrix theta(1, 2);
  theta.values() = {0.5, -0.7};
  CHECK(likelihood.mean(theta)(0, 0) == Approx(-0.45).margin(0.03));
  CHECK(likelihood.mean(theta)(0, 1) == Approx(-0.35).margin(0.03));
  const double x[] = {0.8, -1};
  double out[3];
  likelihood.log_likelihood(places(), x, out);
  CHECK(out[0] == Approx(log_normal(0.8 + 0.45, -1 + 0.35)).margin(0.05));
  CHECK(out[1] == Approx(log_normal(0.8 - 3.64, -1 - 0.72)).margin(0.15));
  CHECK(out[2] == -std::numeric_limits<double>::infinity());
}

// Sums over a box of forty standard deviations to each side: tails of t with 20 degrees of freedom beyond are 1e-16.
TEST_CASE("gaussian likelihood: the density is normalised for every correction") {
  for (const std::string correction : {"t", "hartlap", "none"}) {
    CAPTURE(correction);
    const GaussianLikelihood likelihood = fitted(60, correction);
    Matrix theta(1, 3);
    theta.values() = {0.5, 5, -0.7};
    double sum = 0;
    constexpr double step = 0.25;
    for (double u = -40; u <= 40; u += step) {
      for (double v = -40; v <= 40; v += step) {
        const double x[] = {u, v};
        double value = 0;
        likelihood.log_likelihood(theta, x, {&value, 1});
        sum += std::exp(value) * step * step;
      }
    }
    CHECK(sum == Approx(1).epsilon(1e-4));
  }
}

// With normal noise and residuals for the covariance the density of new data given all simulations is a t (Geisser
// 1965), so that P(chi-square > c) over fresh simulations and fits is that of p F(p, freedom + 1 - p) freedom /
// (freedom
// + 1 - p). For p = 2 that is (1 + c / freedom)^(-(freedom - 1) / 2). Within 4 standard errors of 4,000 fits.
TEST_CASE("gaussian likelihood: the t correction and the leverage are right for few simulations", "[statistical]") {
  constexpr int fits = 4000;
  int above = 0;
  double expected = 0;
  for (int i = 0; i < fits; ++i) {
    GaussianLikelihoodOptions options;
    options.degree = 2;
    const Seed seed = Seed{7}.child(static_cast<std::uint64_t>(i));
    const PairedRows fresh = rows(4, seed.child("fresh"));
    const GaussianLikelihood likelihood = fit_gaussian_likelihood(space(), rows(16, seed), fresh, {}, options);
    const double freedom = likelihood.fit().covariance_freedom;
    CHECK(freedom == 10);
    above += likelihood.chi_square(fresh.theta, fresh.x)[0] > 6 ? 1 : 0;
    expected = std::pow(1 + 6 / freedom, -(freedom - 1) / 2);
  }
  const double share = static_cast<double>(above) / fits;
  CHECK(share == Approx(expected).margin(4 * std::sqrt(expected * (1 - expected) / fits)));
}

TEST_CASE("gaussian likelihood: what it assumes in vain is told") {
  GaussianLikelihoodOptions options;
  CHECK_THAT(fit_gaussian_likelihood(space(), rows(5000, {1}, 1), rows(2000, {2}, 1), {}, options).fit().warning(),
             Contains("scatters") && Contains("times as much as that of normal data with one covariance"));
  options.degree = 1;
  const Matrix repeated = [] {
    Matrix x(500, 2);
    Random random(Seed{3});
    random.normal(x.values());
    return x;
  }();
  CHECK_THAT(fit_gaussian_likelihood(space(), rows(5000, {1}), rows(2000, {2}), repeated, options).fit().warning(),
             Contains("the polynomials of degree 1 do not follow the simulator"));
}

TEST_CASE("gaussian likelihood: derivatives are those of differences, and 0 outside the prior") {
  const std::string correction = GENERATE("t", "hartlap", "none");
  const std::string compress = GENERATE("none", "score");
  CAPTURE(correction, compress);
  GaussianLikelihoodOptions options;
  options.correction = correction;
  options.compress = compress;
  const GaussianLikelihood likelihood = fit_gaussian_likelihood(space(), rows(60, {1}), rows(60, {2}), {}, options);
  const double x[] = {0.8, -1};
  double values[3], above[3], below[3];
  Matrix gradient(3, 3, 7.0);
  likelihood.log_likelihood_gradient(places(), x, values, gradient);
  likelihood.log_likelihood(places(), x, above);
  CHECK(std::equal(values, values + 3, above));
  constexpr double step = 1e-5;
  for (const std::size_t j : {0, 2}) {
    Matrix right = places(), left = places();
    for (std::size_t i = 0; i < 2; ++i) {
      right(i, j) += step;
      left(i, j) -= step;
    }
    likelihood.log_likelihood(right, x, above);
    likelihood.log_likelihood(left, x, below);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(gradient(i, j) == Approx((above[i] - below[i]) / (2 * step)).epsilon(1e-6).margin(1e-6));
    }
    CHECK(gradient(2, j) == 0);
  }
  CHECK(gradient(0, 1) == 0);
}

// x = A theta + n, 20 data with noise of their own size. At two posterior standard deviations from the exact mean the
// posterior has fallen by 2. Of n simulations half weigh the data: a covariance of 20 data loses 20 / (n / 2) of the
// information, which moves the mean by the root of that, 0.09 standard deviations of 5,000 and 0.32 of 400; of 200 only
// the variances are taken. The other half tells a mean of three terms, which moves by sqrt(3 / (n / 2)): 0.03, 0.12 and
// 0.17. Twice that, by three standard errors.
TEST_CASE("gaussian likelihood: summaries by the score lose nothing of linear data") {
  LinearGaussianTruth truth;
  truth.design = Eigen::MatrixXd(20, 2);
  truth.noise_sd = Eigen::VectorXd(20);
  for (Eigen::Index i = 0; i < 20; ++i) {
    truth.design.row(i) << 1, 0.1 * static_cast<double>(i) - 1;
    truth.noise_sd[i] = 0.5 + 0.1 * static_cast<double>(i % 5);
  }
  truth.prior_mean = Eigen::Vector2d(0.5, -1);
  truth.prior_sd = Eigen::Vector2d(1, 2);
  const auto [count, margin] = GENERATE(table<std::size_t, double>({{5000, 0.6}, {400, 2}, {200, 1}}));
  CAPTURE(count);
  const auto draw = [&truth](std::size_t n, Seed seed) {
    const JointData data = truth.draw(n, 0, seed);
    PairedRows result{data.theta, Matrix(n, 20)};
    std::ranges::copy(data.x.view().values(), result.x.values().begin());
    return result;
  };
  GaussianLikelihoodOptions options;
  options.compress = "score";
  const GaussianLikelihood likelihood =
      fit_gaussian_likelihood(truth.space(), draw(count, {1}), draw(2000, {2}), {}, options);
  CHECK(likelihood.summaries() == 2);
  CHECK(likelihood.data_size() == 20);
  CHECK(likelihood.fit().degree == 1);
  CHECK(likelihood.fit().chi_square_per_datum == Approx(1).margin(3 / std::sqrt(static_cast<double>(count) / 2)));
  const PairedRows observed = draw(1, {5});
  const GaussianMoments exact = truth.posterior(observed.x.values());
  for (const double scale : {-2.0, 2.0}) {
    const Eigen::VectorXd step = scale * exact.covariance.llt().matrixL().toDenseMatrix().col(0);
    Matrix theta(2, 2);
    for (std::size_t j = 0; j < 2; ++j) {
      theta(0, j) = exact.mean[static_cast<Eigen::Index>(j)];
      theta(1, j) = theta(0, j) + step[static_cast<Eigen::Index>(j)];
    }
    double found[2], prior[2];
    likelihood.log_likelihood(theta, observed.x.values(), found);
    truth.space().log_prob(theta, prior);
    const double posterior = found[1] - found[0] + prior[1] - prior[0];
    CHECK(posterior == Approx(-scale * scale / 2).margin(margin));
  }
}

TEST_CASE("gaussian likelihood: comes back from its file") {
  const TemporaryDirectory folder;
  GaussianLikelihoodOptions options;
  options.compress = GENERATE("none", "score");
  const GaussianLikelihood likelihood = fit_gaussian_likelihood(space(), rows(200, {1}), rows(2000, {2}), {}, options);
  likelihood.save(folder / "likelihood.h5");
  const GaussianLikelihood again = GaussianLikelihood::load(folder / "likelihood.h5");
  const double x[] = {0.8, -1};
  double before[3], after[3];
  likelihood.log_likelihood(places(), x, before);
  again.log_likelihood(places(), x, after);
  CHECK(std::equal(before, before + 3, after));
  CHECK(again.fit().chi_square_scatter == likelihood.fit().chi_square_scatter);
  CHECK(again.members() == 20);
  CHECK(again.member_log_likelihoods(places(), x) == likelihood.member_log_likelihoods(places(), x));
}

TEST_CASE("gaussian likelihood: a file from before there were members is refused") {
  const TemporaryDirectory folder;
  fitted(200).save(folder / "likelihood.h5");
  EstimatorRecord record = load_estimator_record(folder / "likelihood.h5");
  record.arrays.erase("members");
  save_estimator(folder / "old.h5", record, {});
  CHECK_THROWS_WITH(GaussianLikelihood::load(folder / "old.h5"),
                    Contains("the array members is missing; train the estimator again"));
}

// Neighbours are a group; that of the last rows is left out by a fit to all others.
TEST_CASE("gaussian likelihood: each member is the fit without a group of the simulations") {
  GaussianLikelihoodOptions options;
  options.degree = 2;
  options.correction = GENERATE("t", "hartlap", "none");
  const PairedRows all = rows(200, {1}), held_out = rows(50, {2});
  std::optional<Matrix> repeated, fewer;
  if (GENERATE(false, true)) {
    repeated = rows(100, {3}).x;
    fewer = Matrix(95, 2);
    std::copy_n(repeated->values().begin(), 190, fewer->values().begin());
  }
  PairedRows others{Matrix(190, 2), Matrix(190, 2)};
  std::copy_n(all.theta.values().begin(), 380, others.theta.values().begin());
  std::copy_n(all.x.values().begin(), 380, others.x.values().begin());
  const GaussianLikelihood whole = fit_gaussian_likelihood(space(), all, held_out, repeated, options);
  const GaussianLikelihood without = fit_gaussian_likelihood(space(), others, held_out, fewer, options);
  const double x[] = {0.8, -1};
  double expected[3];
  without.log_likelihood(places(), x, expected);
  const Matrix found = whole.member_log_likelihoods(places(), x);
  CHECK(found(19, 0) == Approx(expected[0]).epsilon(1e-9));
  CHECK(found(19, 1) == Approx(expected[1]).epsilon(1e-9));
  CHECK(found(19, 2) == expected[2]);
}

TEST_CASE("gaussian likelihood: too few simulations, data that never vary, and places that are none") {
  CHECK_THROWS_WITH(fitted(4), Contains("from") && Contains("degrees of freedom"));
  GaussianLikelihoodOptions score;
  score.compress = "score";
  for (const std::size_t good : {0, 1}) {  // of the repeats
    for (const GaussianLikelihoodOptions& options : {GaussianLikelihoodOptions{}, score}) {
      CHECK_THROWS_WITH(fit_gaussian_likelihood(space(), rows(100, {1}), rows(10, {2}), rows(good, {3}).x, options),
                        Contains("a covariance of 2 data from") && Contains("degrees of freedom"));
    }
  }
  PairedRows same = rows(100, {1});
  for (std::size_t i = 0; i < 100; ++i) same.x(i, 1) = 3;
  CHECK_THROWS_WITH(fit_gaussian_likelihood(space(), same, same, {}, {}),
                    Contains("number 1 of the simulated data never varies"));
  const auto place = [](const std::string& at) {
    GaussianLikelihoodOptions options;
    options.at = ConfigNode::parse(at, "run.yaml");
    return fiducial_place(options, space());
  };
  CHECK(place("{b: 0.5, a: 1}") == std::vector{1.0, 0.5});
  CHECK_THROWS_WITH(place("{a: 1}"), Contains("no value for the free parameter b"));
  CHECK_THROWS_WITH(place("{a: 3, b: 0}"), Contains("within the prior"));
  CHECK_THROWS_WITH(place("{a: 1, b: 0, c: 2}"), Contains("no free parameter"));
}
