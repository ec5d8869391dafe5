#include "core/parameters/prior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Case {
  std::string name;
  Prior prior;
};

// One or more of each family, with the numbers that are hard for it.
std::vector<Case> cases() {
  return {
      {"uniform", Prior::uniform(50, 90)},
      {"uniform around 0", Prior::uniform(-1e-3, 2)},
      {"log_uniform", Prior::log_uniform(1e-8, 1e3)},
      {"normal", Prior::normal(-3, 0.2)},
      {"truncated_normal", Prior::truncated_normal(1, 2, 0, 4)},
      {"truncated_normal in the tail", Prior::truncated_normal(0, 1, 8, 9)},
      {"truncated_normal in the lower tail", Prior::truncated_normal(0, 1, -9, -8)},
      {"truncated_normal with one end", Prior::truncated_normal(1, 0.5, 0, infinity)},
      {"truncated_normal with an upper end", Prior::truncated_normal(1, 0.5, -infinity, 0)},
      {"truncated_normal, wide", Prior::truncated_normal(0, 1, -20, 30)},
      {"log_normal", Prior::log_normal(0.5, 0.7)},
      {"half_normal", Prior::half_normal(3)},
      {"beta, peaked", Prior::beta(2, 5)},
      {"beta, rising at its ends", Prior::beta(0.3, 0.8)},
      {"beta, flat", Prior::beta(1, 1)},
      {"beta, symmetric", Prior::beta(3, 3)},
      {"gamma", Prior::gamma(3, 2)},
      {"gamma, falling", Prior::gamma(0.4, 2)},
      {"exponential", Prior::exponential(0.25)},
  };
}

double log_density_of_normal(double z) { return -0.5 * z * z - 0.5 * std::log(2 * std::numbers::pi); }

// The integral of the density over [a, b], from both ends to the middle; theta = end + width * s^8 makes powers of the
// distance from an end smooth.
double integral(const Prior& prior, double a, double b) {
  using Quadrature = boost::math::quadrature::gauss_kronrod<double, 31>;
  const auto half = [&](double end, double width) {
    const auto density = [&](double s) {
      const double value = std::exp(prior.log_prob(end + width * std::pow(s, 8)));
      if (std::isinf(value)) return 0.0;  // theta rounds to a singular end, which stands for less than 1e-12
      return value * 8 * std::pow(s, 7) * std::abs(width);
    };
    return Quadrature::integrate(density, 0.0, 1.0, 12, 1e-11);
  };
  return half(a, (b - a) / 2) + half(b, (a - b) / 2);
}

// Finite ends beyond which the prior has less than 1e-16.
double practical_end(const Prior& prior, double z, double end) {
  return std::isfinite(end) ? end : prior.from_normal(z);
}

std::vector<double> inner_points(const Prior& prior) {
  std::vector<double> points;
  for (const double u : {0.001, 0.05, 0.3, 0.5, 0.62, 0.9, 0.999}) points.push_back(prior.from_unit(u));
  return points;
}

// Splitting at the median keeps a narrow peak and both ends in sight of the quadrature.
double probability_below(const Prior& prior, double theta) {
  const double low = practical_end(prior, -8.5, prior.lower());
  const double middle = std::min(theta, prior.from_unit(0.5));
  return integral(prior, low, middle) + (middle < theta ? integral(prior, middle, theta) : 0);
}

// What can be asked of theta -> z: theta's own rounding, carried over by the slope.
double resolution_in_z(const Prior& prior, double z) {
  const double theta = prior.from_normal(z);
  const double bits = std::numeric_limits<double>::epsilon() * std::abs(theta);
  return 1e-12 * std::max(1.0, std::abs(z)) + 4 * bits * std::exp(-prior.log_abs_det(z));
}

}  // namespace

TEST_CASE("prior: densities integrate to 1") {
  for (const auto& [name, prior] : cases()) {
    CAPTURE(name);
    const double high = practical_end(prior, 8.5, prior.upper());
    CHECK(probability_below(prior, high) == Approx(1).epsilon(1e-8));
  }
}

TEST_CASE("prior: to_unit is the integral of the density") {
  for (const auto& [name, prior] : cases()) {
    for (const double theta : inner_points(prior)) {
      CAPTURE(name, theta);
      CHECK(prior.to_unit(theta) == Approx(probability_below(prior, theta)).epsilon(1e-7));
    }
  }
}

TEST_CASE("prior: from_unit is the inverse of to_unit and ends at the edges") {
  for (const auto& [name, prior] : cases()) {
    CAPTURE(name);
    CHECK(prior.from_unit(0) == prior.lower());
    CHECK(prior.from_unit(1) == prior.upper());
    CHECK(prior.to_unit(prior.lower()) == 0);
    CHECK(prior.to_unit(prior.upper()) == 1);
    for (const double u : {1e-6, 0.01, 0.25, 0.5, 0.75, 0.99, 1 - 1e-6}) {
      CAPTURE(u);
      CHECK(prior.to_unit(prior.from_unit(u)) == Approx(u).epsilon(1e-8));
      CHECK(prior.from_normal(prior.to_normal(prior.from_unit(u))) == Approx(prior.from_unit(u)).epsilon(1e-10));
    }
  }
}

TEST_CASE("prior: z survives the way to theta and back as far as theta has digits") {
  for (const auto& [name, prior] : cases()) {
    for (double z = -12; z <= 12; z += 0.37) {
      const double tolerance = resolution_in_z(prior, z);
      if (tolerance > 0.01) continue;  // theta rounds to the edge: nothing is left of z
      CAPTURE(name, z, prior.from_normal(z));
      CHECK(std::abs(prior.to_normal(prior.from_normal(z)) - z) <= tolerance);
    }
  }
}

TEST_CASE("prior: both deep tails are exact where the edge is 0 or infinite") {
  for (const double z : {-37.0, -30.0, -20.0, -9.0}) {
    CAPTURE(z);
    for (const auto& prior : {Prior::uniform(0, 3), Prior::half_normal(2), Prior::exponential(3), Prior::gamma(2.5, 1),
                              Prior::beta(2, 3), Prior::log_normal(0, 1), Prior::normal(1, 2),
                              Prior::truncated_normal(1, 2, 0, 5), Prior::truncated_normal(-8, 1, 0, infinity)}) {
      CAPTURE(prior.family());
      CHECK(prior.to_normal(prior.from_normal(z)) == Approx(z).epsilon(1e-12));
    }
    for (const auto& prior : {Prior::uniform(-3, 0), Prior::half_normal(2), Prior::exponential(3), Prior::gamma(2.5, 1),
                              Prior::log_normal(0, 1), Prior::normal(1, 2), Prior::truncated_normal(-1, 2, -5, 0),
                              Prior::truncated_normal(0, 1, 8, infinity)}) {
      CAPTURE(prior.family());
      CHECK(prior.to_normal(prior.from_normal(-z)) == Approx(-z).epsilon(1e-12));
    }
  }
  CHECK(Prior::exponential(1).from_normal(100) == Approx(5005.5242086942).epsilon(1e-10));  // -ln Q(100)
}

TEST_CASE("prior: log_abs_det is the logarithm of the numerical derivative") {
  const double step = 1e-4;
  for (const auto& [name, prior] : cases()) {
    for (const double z : {-3.0, -1.2, -0.01, 0.4, 1.7, 3.0}) {
      CAPTURE(name, z);
      const auto slope = [&](double h) { return (prior.from_normal(z + h) - prior.from_normal(z - h)) / (2 * h); };
      const double derivative = (4 * slope(step) - slope(2 * step)) / 3;  // Richardson
      CHECK(prior.log_abs_det(z) == Approx(std::log(derivative)).epsilon(1e-6).margin(1e-6));
    }
  }
}

TEST_CASE("prior: in z every prior is the standard normal") {
  for (const auto& [name, prior] : cases()) {
    for (const double z : {-2.5, -0.7, 0.3, 1.9}) {
      CAPTURE(name, z);
      const double log_prob_of_z = prior.log_prob(prior.from_normal(z)) + prior.log_abs_det(z);
      CHECK(log_prob_of_z == Approx(log_density_of_normal(z)).epsilon(1e-10));
    }
  }
}

TEST_CASE("prior: log_abs_det stays finite and smooth where theta rounds to an edge") {
  for (const auto& [name, prior] : cases()) {
    double before = prior.log_abs_det(-37);
    for (double z = -37; z <= 37; z += 0.25) {
      const double value = prior.log_abs_det(z);
      CAPTURE(name, z);
      CHECK(std::isfinite(value));
      CHECK(prior.contains(prior.from_normal(z)));
      CHECK(std::abs(value - before) < 40);  // its slope is at most |z| / min(shape)
      before = value;
    }
  }
  CHECK(Prior::uniform(50, 90).log_abs_det(9) == Approx(std::log(40) + log_density_of_normal(9)).epsilon(1e-15));
  // Beta(a, 1) is u^(1/a): ln |d theta / d z| = -ln a + (1/a - 1) ln u + ln phi(z); here theta is 0 as a double.
  const double log_u = std::log(0.5 * std::erfc(30 / std::numbers::sqrt2));
  const Prior steep = Prior::beta(0.5, 1);
  CHECK(steep.log_abs_det(-30) == Approx(std::log(2) + log_u + log_density_of_normal(30)).epsilon(1e-12));
  CHECK(Prior::beta(1, 0.5).log_abs_det(30) == Approx(steep.log_abs_det(-30)).epsilon(1e-12));
}

TEST_CASE("prior: what is drawn stays inside the open support, and has a place in the distribution") {
  for (const Prior& prior : {Prior::uniform(50, 90), Prior::log_uniform(1e-300, 1e300), Prior::normal(1, 2),
                             Prior::truncated_normal(0, 1, -1, infinity), Prior::log_normal(0, 300),
                             Prior::half_normal(2), Prior::beta(0.2, 0.2), Prior::beta(0.01, 30),
                             Prior::gamma(0.01, 0.01), Prior::gamma(0.001, 0.001), Prior::exponential(3)}) {
    for (double z = -37; z <= 37; z += 0.5) {
      const double theta = prior.from_normal(z);
      CAPTURE(prior.family(), z, theta);
      CHECK(theta > prior.lower());
      CHECK(theta < prior.upper());
      CHECK(std::isfinite(prior.to_normal(theta)));
    }
  }
}

TEST_CASE("prior: the share of what rounds to an edge is that of the closed form") {
  // P(theta < least) is least^shape rate^shape / Gamma(shape + 1), at the least number above 0 with a place.
  CHECK(Prior::gamma(0.001, 0.001).share_at_edges() > 0.45);
  CHECK(Prior::gamma(0.001, 0.001).share_at_edges() < 0.5);
  CHECK(Prior::gamma(0.01, 0.01).share_at_edges() < 1e-3);
  // Beside 1 the spacing is 2^-53: P = 2^(-53 b) / (b B(a, b)).
  const double beta = std::exp(2 * std::lgamma(0.2) - std::lgamma(0.4));
  CHECK(Prior::beta(0.2, 0.2).share_at_edges() == Approx(std::exp2(-53 * 0.2) / (0.2 * beta)).epsilon(1e-3));
  for (const Prior& prior : {Prior::uniform(50, 90), Prior::normal(0, 1), Prior::beta(2, 3), Prior::half_normal(1),
                             Prior::truncated_normal(0, 1, -0.5, std::numeric_limits<double>::infinity())}) {
    CHECK(prior.share_at_edges() < 1e-12);
  }
}

TEST_CASE("prior: values known in closed form") {
  CHECK(Prior::uniform(50, 90).log_prob(70) == Approx(-std::log(40)));
  CHECK(Prior::uniform(50, 90).from_unit(0.25) == 60);
  CHECK(Prior::log_uniform(1, 100).from_unit(0.5) == Approx(10).epsilon(1e-15));
  CHECK(Prior::log_uniform(1, 100).log_prob(10) == Approx(-std::log(10 * std::log(100))));
  CHECK(Prior::normal(1, 2).log_prob(1) == Approx(-std::log(2 * std::sqrt(2 * std::numbers::pi))));
  CHECK(Prior::normal(1, 2).from_normal(40) == 81);
  CHECK(Prior::normal(1, 2).to_normal(-79) == -40);
  CHECK(Prior::log_normal(0, 1).from_normal(40) == std::exp(40.0));
  CHECK(Prior::half_normal(1).log_prob(0) == Approx(0.5 * std::log(2 / std::numbers::pi)));
  CHECK(Prior::half_normal(1).from_unit(0.682689492137086) == Approx(1).epsilon(1e-12));
  CHECK(Prior::beta(2, 3).log_prob(0.5) == Approx(std::log(12 * 0.5 * 0.25)));
  CHECK(Prior::beta(1, 1).log_prob(0) == Approx(0).margin(1e-15));
  CHECK(Prior::gamma(2, 3).log_prob(1) == Approx(std::log(9.0) - 3));
  CHECK(Prior::gamma(1, 3).log_prob(0) == Approx(std::log(3.0)));
  CHECK(Prior::exponential(2).from_unit(0.5) == Approx(std::log(2) / 2));
  // N(0, 1) on [8, 9]: the density over Phi(9) - Phi(8), from published tail probabilities.
  CHECK(Prior::truncated_normal(0, 1, 8, 9).log_prob(8) ==
        Approx(log_density_of_normal(8) - std::log(6.22096057427178e-16 - 1.12858840595384e-19)).epsilon(1e-12));
  CHECK(Prior::truncated_normal(0, 1, 0, infinity).from_normal(-30) ==
        Approx(Prior::half_normal(1).from_normal(-30)).epsilon(1e-13));
}

TEST_CASE("prior: tails of beta and gamma agree with their closed forms") {
  for (const double z : {-25.0, -20.0, -8.0, -5.75}) {
    CAPTURE(z);
    const double p = 0.5 * std::erfc(-z / std::numbers::sqrt2);
    const double x = Prior::beta(2, 3).from_normal(z);  // I_x(2, 3) = x^2 (6 - 8 x + 3 x^2)
    CHECK(x * x * (6 - 8 * x + 3 * x * x) == Approx(p).epsilon(1e-11));
    const double y = Prior::beta(0.5, 2).from_normal(z);  // I_x(1/2, 2) = sqrt(x) (3 - x) / 2
    CHECK(std::sqrt(y) * (3 - y) / 2 == Approx(p).epsilon(1e-11));
    const double t = Prior::gamma(2, 4).from_normal(-z);  // Q(2, x) = (1 + x) e^-x
    CHECK((1 + 4 * t) * std::exp(-4 * t) == Approx(p).epsilon(1e-11));
  }
}

TEST_CASE("prior: nothing has density outside the support, and NaN stays NaN") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& [name, prior] : cases()) {
    CAPTURE(name);
    if (std::isfinite(prior.lower())) {
      const double outside = std::nextafter(prior.lower(), -infinity);
      CHECK(prior.log_prob(outside) == -infinity);
      CHECK(prior.to_unit(outside) == 0);
      CHECK(prior.to_normal(outside) == -infinity);
    }
    if (std::isfinite(prior.upper())) {
      const double outside = std::nextafter(prior.upper(), infinity);
      CHECK(prior.log_prob(outside) == -infinity);
      CHECK(prior.to_unit(outside) == 1);
      CHECK(prior.to_normal(outside) == infinity);
    }
    CHECK(prior.log_prob(nan) == -infinity);
    CHECK(std::isnan(prior.to_unit(nan)));
    CHECK(std::isnan(prior.from_normal(nan)));
  }
}

TEST_CASE("prior: 20,000 draws of each family follow its distribution", "[statistical]") {
  constexpr std::size_t n = 20000;
  // Kolmogorov: P(D sqrt(n) > t) = 2 exp(-2 t^2) = 1e-4 / 19 at t = 2.54, for the 19 cases together 1e-4.
  const double threshold = 2.54 / std::sqrt(static_cast<double>(n));
  std::uint64_t stream = 0;
  for (const auto& [name, prior] : cases()) {
    Random random(Seed{2026}.child(stream++));
    std::vector<double> places(n);
    for (double& place : places) {
      const double theta = prior.from_normal(random.normal());
      CHECK(prior.contains(theta));
      place = prior.to_unit(theta);
    }
    std::sort(places.begin(), places.end());
    double distance = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double below = static_cast<double>(i) / n;
      distance = std::max({distance, places[i] - below, below + 1.0 / n - places[i]});
    }
    CAPTURE(name);
    CHECK(distance < threshold);
  }
}

TEST_CASE("prior: the run file's forms") {
  const auto parse = [](const std::string& text) { return Prior::parse(ConfigNode::parse(text, "run.yaml")); };
  CHECK(parse("{uniform: [50, 90]}").upper() == 90);
  CHECK(parse("{uniform: {high: 90, low: 50}}").lower() == 50);
  CHECK(parse("{half_normal: 2}").log_prob(1) == Prior::half_normal(2).log_prob(1));
  CHECK(parse("{half_normal: [2]}").log_prob(1) == Prior::half_normal(2).log_prob(1));
  CHECK(parse("{truncated_normal: [0, 1, 0, .inf]}").upper() == infinity);
  for (const auto& [name, prior] : cases()) {
    CAPTURE(name);
    const Prior again = parse(prior.to_config().to_yaml());
    CHECK(again.family() == prior.family());
    CHECK(again.arguments() == prior.arguments());
  }
  CHECK(prior_families().size() == 10);
}

TEST_CASE("prior: what is wrong is said with its place and reason") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"{uniform: [90, 50]}", "run.yaml:1: uniform = [90, 50] (low must be below high)"},
      {"{uniform: [50, 50]}", "(low must be below high)"},
      {"{uniform: [0, .inf]}", "(both ends must be finite)"},
      {"{uniform: [-1e308, 1e308]}", "range of double precision"},
      {"{uniform: [1]}", "(has 1 numbers, needs 2) write uniform: [low, high]"},
      {"{uniform: 1}", "write uniform: [low, high]"},
      {"{uniform: [a, b]}", "(must be a number)"},
      {"{uniform: {low: 1}}", "(lacks high)"},
      {"{uniform: {low: 1, hihg: 2}}", "did you mean 'high'?"},
      {"{log_uniform: [0, 1]}", "(low must be above 0)"},
      {"{normal: [0, 0]}", "(the standard deviation must be above 0)"},
      {"{normal: [.nan, 1]}", "(all numbers must be finite)"},
      {"{truncated_normal: [0, -1, 0, 1]}", "(the standard deviation must be above 0)"},
      {"{truncated_normal: [0, 1, 2, 1]}", "(low must be below high)"},
      {"{truncated_normal: [0, 1, .nan, 1]}", "(low must be below high)"},
      {"{truncated_normal: [0, 1, 2000, 2001]}", "more than 1000 standard deviations"},
      {"{log_normal: [0, -1]}", "(the standard deviation must be above 0)"},
      {"{half_normal: -1}", "(the standard deviation must be above 0)"},
      {"{beta: [0, 1]}", "(all numbers must be above 0)"},
      {"{gamma: [1, 0]}", "(all numbers must be above 0)"},
      {"{exponential: 0}", "(all numbers must be above 0)"},
      {"{unifrom: [0, 1]}", "run.yaml:1: unifrom is not a known prior (known: uniform, "},
      {"{unifrom: [0, 1]}", "did you mean 'uniform'?"},
      {"{uniform: [0, 1], normal: [0, 1]}", "(must name one prior with its numbers)"},
      {"uniform", "(must name one prior with its numbers)"},
      {"[0, 1]", "(must name one prior with its numbers)"},
  };
  for (const auto& [text, message] : table) {
    CAPTURE(text);
    const ConfigNode node = ConfigNode::parse(text, "run.yaml");
    CHECK_THROWS_WITH(Prior::parse(node), Catch::Contains(message));
    CHECK_THROWS_AS(Prior::parse(node), Error);
  }
  CHECK_THROWS_WITH(Prior::uniform(90, 50), "uniform = [90, 50] (low must be below high)");
}

// Their tails are below what a double holds long before their edge is near.
TEST_CASE("prior: narrow priors far from their edges keep all of their distribution") {
  for (const Prior& prior : {Prior::gamma(5000, 5000), Prior::gamma(20000, 15000), Prior::gamma(1e6, 7e5),
                             Prior::beta(3000, 3000), Prior::truncated_normal(5, 1e-3, 0, 10)}) {
    CAPTURE(prior.to_config().to_yaml());
    for (const double z : {-5.0, -1.0, 0.0, 1.0, 5.0})
      CHECK(prior.to_normal(prior.from_normal(z)) == Approx(z).margin(1e-6));
    CHECK(prior.share_at_edges() < 1e-100);
  }
  // The median of gamma is its mean less a third of its scale (Chen & Rubin 1986).
  CHECK(Prior::gamma(5000, 5000).from_normal(0) == Approx(1 - 1 / 15000.0).epsilon(1e-7));
}

TEST_CASE("prior: an interval without a number between its ends has no place for draws but these") {
  const Prior prior = Prior::uniform(1, std::nextafter(1.0, 2.0));
  CHECK(prior.contains(prior.from_normal(0.3)));
}
