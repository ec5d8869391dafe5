#include "core/parameters/parameter_space.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

ParameterSpace parse(const std::string& text) { return ParameterSpace::parse(ConfigNode::parse(text, "run.yaml")); }

const std::string mixed = R"(
H0: {prior: {uniform: [50, 90]}, latex: 'H_0', unit: 'km/s/Mpc'}
w: -1
"a, b": {prior: {multivariate_normal: {mean: [1, -2], covariance: [[4, 1.2], [1.2, 1]]}}, latex: ['A', '\beta'], speed: 20}
k: {value: 0.05, latex: 'k_*'}
phase: {prior: {uniform: [0, 6.3]}, periodic: true, speed: 5}
)";

std::vector<Seed> seeds(std::size_t n) {
  std::vector<Seed> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = Seed{7}.child(i);
  return all;
}

// ln N((a, b); mean, C) of the group above, written out for two dimensions.
double log_group(double a, double b) {
  const double x = (a - 1) / 2;
  const double y = (b + 2) / 1;
  const double rho = 1.2 / 2;
  const double square = (x * x - 2 * rho * x * y + y * y) / (1 - rho * rho);
  return -0.5 * square - std::log(2 * std::numbers::pi * 2 * std::sqrt(1 - rho * rho));
}

}  // namespace

TEST_CASE("parameter_space: a run file's parameters") {
  const ParameterSpace space = parse(mixed);
  CHECK(space.names() == std::vector<std::string>{"H0", "w", "a", "b", "k", "phase"});
  CHECK(space.free_names() == std::vector<std::string>{"H0", "a", "b", "phase"});
  CHECK(space.dimension() == 4);
  CHECK(space.parameters()[0].latex == "H_0");
  CHECK(space.parameters()[0].unit == "km/s/Mpc");
  CHECK(space.parameters()[1].fixed_value == -1.0);
  CHECK(space.parameters()[3].latex == "\\beta");
  CHECK(space.parameters()[4].fixed_value == 0.05);
  CHECK(space.free_parameter(3).periodic);
  CHECK(space.free_parameter(0).speed == 1);
  CHECK(space.free_parameter(2).speed == 20);
  CHECK(space.lower(0) == 50);
  CHECK(space.upper(3) == 6.3);
  CHECK(space.lower(1) == -infinity);
}

TEST_CASE("parameter_space: priors in words") {
  std::vector<std::string> words;
  const ParameterSpace space = parse(mixed);
  for (const Parameter& parameter : space.parameters()) words.push_back(prior_text(parameter));
  CHECK(words == std::vector<std::string>{"uniform(50, 90)", "fixed at -1", "multivariate normal",
                                          "multivariate normal", "fixed at 0.05", "uniform(0, 6.3), periodic"});
}

TEST_CASE("parameter_space: what it writes reads back as the same") {
  const ConfigNode written = parse(mixed).to_config();
  const ParameterSpace again = parse(written.to_yaml());
  CHECK(again.to_config() == written);
  CHECK(again.groups().front().covariance == parse(mixed).groups().front().covariance);
  CHECK(again.free_parameter(3).periodic);
  CHECK(again.free_parameter(1).speed == 20);
  CHECK(again.free_parameter(3).speed == 5);
  CHECK(again.parameters()[4].latex == "k_*");
}

TEST_CASE("parameter_space: expand puts fixed values back in the order of the list") {
  const ParameterSpace space = parse(mixed);
  Matrix theta(2, 4);
  theta.values() = {70, 1, 2, 3, 71, 4, 5, 6};
  Matrix all(2, 6);
  space.expand(theta, all);
  CHECK(all.values() == std::vector<double>{70, -1, 1, 2, 0.05, 3, 71, -1, 4, 5, 0.05, 6});
}

TEST_CASE("parameter_space: log_prob is the sum of the parts, -infinity outside") {
  const ParameterSpace space = parse(mixed);
  Matrix theta(4, 4);
  theta.values() = {70, 0.3, -1.1, 3, 91, 0, 0, 3, 70, std::nan(""), 0, 3, 70, infinity, 0, 3};
  std::vector<double> out(4);
  space.log_prob(theta, out);
  CHECK(out[0] == Approx(-std::log(40) - std::log(6.3) + log_group(0.3, -1.1)).epsilon(1e-14));
  CHECK(out[1] == -infinity);
  CHECK(out[2] == -infinity);
  CHECK(out[3] == -infinity);
  CHECK(space.contains(theta.row(0)));
  CHECK_FALSE(space.contains(theta.row(1)));
}

TEST_CASE("parameter_space: theta, u and z lead to each other") {
  const ParameterSpace space = parse(mixed);
  const std::size_t n = 200;
  Matrix theta(n, 4), u(n, 4), z(n, 4), back(n, 4);
  space.sample(seeds(n), theta);
  space.to_unit(theta, u);
  space.from_unit(u, back);
  for (std::size_t i = 0; i < theta.values().size(); ++i) {
    CHECK(back.values()[i] == Approx(theta.values()[i]).epsilon(1e-12).margin(1e-12));
    CHECK((u.values()[i] > 0 && u.values()[i] < 1));
  }
  space.to_unconstrained(theta, z);
  space.from_unconstrained(z, back);
  for (std::size_t i = 0; i < theta.values().size(); ++i) {
    CHECK(back.values()[i] == Approx(theta.values()[i]).epsilon(1e-12).margin(1e-12));
  }
  Matrix in_place = theta;
  space.to_unconstrained(in_place, in_place);
  CHECK(in_place == z);
}

TEST_CASE("parameter_space: in z the prior is the standard normal") {
  const ParameterSpace space = parse(mixed);
  const std::size_t n = 50;
  Matrix theta(n, 4), z(n, 4);
  space.sample(seeds(n), theta);
  space.to_unconstrained(theta, z);
  std::vector<double> log_prob(n), log_det(n);
  space.log_prob(theta, log_prob);
  space.log_abs_det(z, log_det);
  for (std::size_t i = 0; i < n; ++i) {
    double expected = 0;
    for (const double value : z.row(i)) expected -= 0.5 * value * value + 0.5 * std::log(2 * std::numbers::pi);
    CHECK(log_prob[i] + log_det[i] == Approx(expected).epsilon(1e-11));
  }
}

TEST_CASE("parameter_space: a row of a sample follows from its seed alone") {
  const ParameterSpace space = parse(mixed);
  const auto all = seeds(10);
  Matrix together(10, 4), alone(1, 4);
  space.sample(all, together);
  for (std::size_t i = 0; i < 10; ++i) {
    space.sample(std::span(all).subspan(i, 1), alone);
    for (std::size_t j = 0; j < 4; ++j) CHECK(alone(0, j) == together(i, j));
  }
}

TEST_CASE("parameter_space: a group is drawn with its mean and covariance", "[statistical]") {
  const ParameterSpace space = parse(mixed);
  const std::size_t n = 20000;
  Matrix theta(n, 4);
  space.sample(seeds(n), theta);
  double mean_a = 0, mean_b = 0, var_a = 0, var_b = 0, cov = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double a = theta(i, 1) - 1;
    const double b = theta(i, 2) + 2;
    mean_a += a / n;
    mean_b += b / n;
    var_a += a * a / n;
    var_b += b * b / n;
    cov += a * b / n;
  }
  // 4.3 standard errors, two-sided p = 2e-5 each, 1e-4 for the five: of a mean sd / sqrt(n), of a variance
  // sigma^2 sqrt(2 / n), of a covariance sqrt((C_aa C_bb + C_ab^2) / n).
  const double root_n = std::sqrt(static_cast<double>(n));
  CHECK(std::abs(mean_a) < 4.3 * 2 / root_n);
  CHECK(std::abs(mean_b) < 4.3 * 1 / root_n);
  CHECK(std::abs(var_a - 4) < 4.3 * 4 * std::numbers::sqrt2 / root_n);
  CHECK(std::abs(var_b - 1) < 4.3 * 1 * std::numbers::sqrt2 / root_n);
  CHECK(std::abs(cov - 1.2) < 4.3 * std::sqrt(4 + 1.44) / root_n);
}

TEST_CASE("parameter_space: what is wrong is said with its place and reason") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"a: {prior: {uniform: [1, 0]}}", "run.yaml:1: a.prior.uniform = [1, 0] (low must be below high)"},
      {"a: {prior: {uniform: [0, 1]}, lattex: a}", "did you mean 'latex'?"},
      {"a: {}", "(must have a prior or a fixed value)"},
      {"a: one", "(must be a number or have a prior)"},
      {"a: {prior: {normal: [0, 1]}, value: 1}", "one prior or fixed value, not several"},
      {"{b: {prior: {normal: [0, 1]}}, w: .nan}", "(a fixed value must be finite)"},
      {"a: {prior: {normal: [0, 1]}, periodic: true}", "two finite ends"},
      {"a: {prior: {normal: [0, 1]}, speed: 0}", "speed = 0"},
      {"a: {value: 1, speed: 5}", "speed = 5 (a fixed parameter never moves)"},
      {"a b: {prior: {normal: [0, 1]}}", "'a b' (a name must have letters"},
      {"'a*': {prior: {normal: [0, 1]}}", "letters, digits"},
      {"'a?': {prior: {normal: [0, 1]}}", "letters, digits"},
      {"a/b: {prior: {normal: [0, 1]}}", "letters, digits"},
      {"\"a'\": {prior: {normal: [0, 1]}}", "letters, digits"},
      {"1a: {prior: {normal: [0, 1]}}", "(a name must begin with a letter or an underscore)"},
      {"'a, b': {prior: {normal: [0, 1]}}", "must have a multivariate_normal prior"},
      {"'a, a': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 0], [0, 1]]}}}", "given twice"},
      {"'a, ': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 0], [0, 1]]}}}", "must not be empty"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0], covariance: [[1, 0], [0, 1]]}}}", "has 1 numbers"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 0]]}}}", "(must have 2 rows"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1], [0]]}}}", "(must have 2 numbers"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 0], [0.5, 1]]}}}", "symmetric"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 2], [2, 1]]}}}", "positive definite"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 1], [1, 1]]}}}", "positive definite"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 0], [0, .inf]]}}}", "must be finite"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0, 0]}}}", "covariance is missing"},
      {"'a, b': {prior: {multivariate_normal: {mean: [0, 0], covariance: [[1, 0], [0, 1]]}}, latex: [a]}",
       "(has 1 entries, needs one for each of the 2 parameters)"},
  };
  for (const auto& [text, message] : table) {
    CAPTURE(text);
    CHECK_THROWS_WITH(parse(text), Catch::Contains(message) && Catch::StartsWith("run.yaml"));
    CHECK_THROWS_AS(parse(text), Error);
  }
}

TEST_CASE("parameter_space: groups made by a program are checked too") {
  const auto build = [](std::vector<Parameter> parameters, std::vector<std::string> names) {
    Matrix covariance(names.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) covariance(i, i) = 1;
    return ParameterSpace(std::move(parameters), {{names, std::vector<double>(names.size()), covariance}});
  };
  Parameter a, b, c;
  a.name = "a";
  b.name = "b";
  b.fixed_value = 1;
  c.name = "c";
  CHECK_THROWS_WITH(build({a, b, c}, {"a", "c"}), Catch::Contains("must follow each other"));
  CHECK_THROWS_WITH(build({a, c, b}, {"a", "b"}), Catch::Contains("parameter 'c' (must have a prior"));
  CHECK_THROWS_WITH(build({a, c}, {"a", "c", "d"}), Catch::Contains("must follow each other"));
  CHECK(build({b, a, c}, {"a", "c"}).dimension() == 2);
  c.speed = 2;
  CHECK_THROWS_WITH(build({a, c}, {"a", "c"}), Catch::Contains("must have one speed"));
  c.speed = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(build({a, c}, {"a", "c"}), Catch::Contains("must be a positive number"));
}

TEST_CASE("parameter space: a proposal has the ends of the prior, and is written down") {
  const auto parse = [](const std::string& text) { return ParameterSpace::parse(ConfigNode::parse(text, "run.yaml")); };
  const ParameterSpace space = parse(
      "{a: {prior: {uniform: [0, 2]}, proposal: {truncated_normal: [1, 0.5, 0, 2]}}, b: {prior: {normal: [0, 1]}}}");
  CHECK(space.has_proposal());
  CHECK_FALSE(space.proposal().has_proposal());
  CHECK(ParameterSpace::parse(space.to_config()).to_config() == space.to_config());
  const double theta[] = {1, 0.3};
  double prior = 0;
  double proposal = 0;
  space.log_prob({theta, 1, 2}, {&prior, 1});
  space.proposal().log_prob({theta, 1, 2}, {&proposal, 1});
  // Of N(1, 0.5^2) between its 2-sigma points, at its peak, against 1/2.
  CHECK(proposal - prior == Approx(std::log(2 / (0.5 * std::sqrt(2 * M_PI) * 0.954499736))));
  CHECK_THROWS_WITH(parse("{a: {prior: {uniform: [0, 2]}, proposal: {uniform: [0, 1]}}}"),
                    Catch::Contains("no weight can make up"));
}

// Of f(theta) = sum sin(theta_j), by central differences in z.
TEST_CASE("parameter space: derivatives by z and by theta") {
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse(
      "{a: {prior: {uniform: [0, 2]}}, fixed: 3, b: {prior: {gamma: [2, 1]}}, 'c, d': {prior: {multivariate_normal: "
      "{mean: [0, 1], covariance: [[1, 0.5], [0.5, 2]]}}}}",
      "run.yaml"));
  Matrix z(2, 4), theta(2, 4), gradient(2, 4);
  z.values() = {0.3, -1.2, 0.4, 2, -2, 0.1, 1, -0.6};
  space.from_unconstrained(z, theta);
  for (std::size_t i = 0; i < 8; ++i) gradient.values()[i] = std::cos(theta.values()[i]);
  const std::vector<double> by_theta = gradient.values();
  space.gradient_by_unconstrained(z, gradient);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      constexpr double step = 1e-5;
      double difference = 0;
      for (const double side : {-1.0, 1.0}) {
        Matrix moved = z;
        moved(i, j) += side * step;
        space.from_unconstrained(moved, moved);
        for (const double value : moved.row(i)) difference += side * std::sin(value) / (2 * step);
      }
      CHECK(gradient(i, j) == Approx(difference).epsilon(1e-7));
    }
  }
  space.gradient_by_parameters(z, gradient);
  for (std::size_t i = 0; i < 8; ++i) CHECK(gradient.values()[i] == Approx(by_theta[i]).epsilon(1e-12));
}
