#include "core/infer/mcmc_posterior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/infer/summary.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Two data, a and a + fixed, each with noise of standard deviation 1/2; NaN beyond `broken_above`.
class TwoReadings final : public Likelihood, public DifferentiableLikelihood {
 public:
  explicit TwoReadings(double broken_above = infinity) : broken_above_(broken_above) {}

  void log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const override {
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      const double a = theta(i, 1), b = theta(i, 0) + a;
      out[i] = -2 * ((x[0] - a) * (x[0] - a) + (x[1] - b) * (x[1] - b)) - std::log(0.5 * M_PI);
      if (a > broken_above_) out[i] = std::nan("");
    }
  }

  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const override {
    log_likelihood(theta, x, out);
    for (std::size_t i = 0; i < theta.rows(); ++i) {
      gradient(i, 0) = 4 * (x[1] - theta(i, 0) - theta(i, 1));
      gradient(i, 1) = 4 * (x[0] - theta(i, 1)) + gradient(i, 0);
    }
  }

 private:
  double broken_above_;
};

// One number everywhere, but for a peak of the top around one half, `width` wide.
class Plateau final : public Likelihood, public DifferentiableLikelihood {
 public:
  Plateau(double level, double width) : level_(level), width_(width) {}

  void log_likelihood(ConstMatrixView theta, std::span<const double>, std::span<double> out) const override {
    for (std::size_t i = 0; i < theta.rows(); ++i) out[i] = std::abs(theta(i, 0) - 0.5) < width_ / 2 ? 0 : level_;
  }

  void log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                               MatrixView gradient) const override {
    log_likelihood(theta, x, out);
    std::ranges::fill(gradient.values(), 0.0);
  }

 private:
  double level_, width_;
};

PosteriorAnswer answer_on(double level, double width, const std::string& sampler, std::int64_t starts) {
  const McmcPosterior route(ParameterSpace::parse(ConfigNode::parse("{a: {prior: {uniform: [0, 1]}}}", "run.yaml")),
                            std::make_shared<const Plateau>(level, width), 1,
                            {.sampler = sampler, .warm_up = 10, .max_steps = 1, .starts = starts});
  SilentReporter silent;
  return route.given(std::vector<double>{0}).full_answer(1000, {3}, silent);
}

McmcPosterior posterior(const std::string& prior, double broken_above = infinity, const McmcOptions& options = {}) {
  return {ParameterSpace::parse(ConfigNode::parse("{fixed: 3, a: {prior: " + prior + "}}", "run.yaml")),
          std::make_shared<const TwoReadings>(broken_above), 2, options};
}

}  // namespace

// Each of 2 m readings has precision 4, the prior N(0, 1) has 1: the posterior is a normal of variance 1 / (1 + 8 m).
TEST_CASE("mcmc posterior: observations add up, and fixed parameters take part") {
  const std::string sampler = GENERATE("slice", "nuts");
  CAPTURE(sampler);
  const McmcPosterior route = posterior("{normal: [0, 1]}", infinity, {.sampler = sampler});
  const std::vector<double> x = {0.7, 3.9, 1.1, 4.2, 0.8, 3.6};
  for (const std::size_t m : {1, 3}) {
    SilentReporter silent;
    const auto answer = route.given({x.data(), 2 * m}).answer(10000, {3}, silent);
    double sum = 0;
    for (std::size_t i = 0; i < 2 * m; ++i) sum += i % 2 == 0 ? x[i] : x[i] - 3;
    const double variance = 1 / (1 + 8 * static_cast<double>(m));
    const PosteriorSummary found = summarize(answer.draws);
    const double five_errors = 5 / std::sqrt(std::min(answer.report.convergence.bulk_ess, 10000.0));
    CHECK(answer.report.warning().empty());
    CHECK(std::abs(found.mean[0] - 4 * sum * variance) < five_errors * std::sqrt(variance));
    CHECK(std::abs(found.std[0] / std::sqrt(variance) - 1) < five_errors);
  }
}

TEST_CASE("mcmc posterior: draws have the density that log_prob gives, prior times likelihood") {
  const std::vector<double> x = {0.7, 3.9};
  const McmcDensity density = posterior("{uniform: [0, 2]}").given(x);
  CHECK_FALSE(density.normalised());
  const Draws draws = density.sample(100, {3});
  std::vector<double> again(100);
  density.log_prob(draws.theta, again);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(again[i] == Approx(draws.log_prob[i]));
    double likelihood = 0;
    Matrix all(1, 2);
    all.values() = {3, draws.theta(i, 0)};
    TwoReadings().log_likelihood(all, x, {&likelihood, 1});
    CHECK(again[i] == Approx(likelihood - std::log(2)));
  }
  Matrix outside(1, 1, 2.5);
  density.log_prob(outside, {again.data(), 1});
  CHECK(again[0] == -infinity);
}

TEST_CASE("mcmc posterior: draws are the same on one thread and on several") {
  const std::vector<double> x = {0.7, 3.9};
  const McmcDensity density = posterior("{uniform: [0, 2]}").given(x);
  CHECK(density.sample(50, {3}).theta == density.sample(50, {3}).theta);
  CHECK(density.sample(50, {3}).theta != density.sample(50, {4}).theta);
}

TEST_CASE("mcmc posterior: what is wrong is said with the parameters") {
  const std::vector<double> x = {0.7, 3.9};
  CHECK_THROWS_WITH(posterior("{normal: [0, 1]}", 1).given(x).sample(10, {1}),
                    Contains("the log-likelihood at a = 1.") && Contains("is nan"));
  CHECK_THROWS_WITH(posterior("{normal: [0, 1]}").at({x.data(), 1}),
                    Contains("observation of length 1 (must be one or several of length 2)"));
}

TEST_CASE("mcmc posterior: a likelihood that is the same at all draws of the prior is an error") {
  const std::string sampler = GENERATE("slice", "nuts");
  CAPTURE(sampler);
  for (const double level : {-3.0, -1e30}) {
    CHECK_THROWS_WITH(answer_on(level, 0, sampler, 1000),
                      Contains("at all of 1000 draws from the prior (nothing is learnt"));
  }
}

// Of 100,000 draws of the prior about 10 find the peak, and 40 chains start. The other 30 try some 1,000 places each,
// of which one in 10,000 is in the peak.
TEST_CASE("mcmc posterior: chains that stay on a number that stands for zero are in doubt") {
  const std::string sampler = GENERATE("slice", "nuts");
  CAPTURE(sampler);
  const auto stays = [](const std::string& doubt) { return doubt.find("-1e+30, its lowest value, at") != doubt.npos; };
  CHECK(std::ranges::any_of(answer_on(-1e30, 1e-4, sampler, 100000).doubts, stays));
  CHECK(std::ranges::none_of(answer_on(-1e30, 0.2, sampler, 1000).doubts, stays));
}
