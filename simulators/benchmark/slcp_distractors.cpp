#include "simulators/benchmark/slcp_distractors.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <boost/math/special_functions/gamma.hpp>

#include "core/parameters/quiet_policy.hpp"
#include "simulators/benchmark/numpy_random.hpp"
#include "simulators/benchmark/slcp.hpp"

namespace inquest {
namespace {

constexpr std::size_t informative = 8;
constexpr std::size_t noise = 92;
constexpr std::size_t components = 20;
constexpr double degrees_of_freedom = 2;

double log_gamma(double x) { return boost::math::lgamma(x, QuietPolicy()); }

// 3 (lower triangle of normals + diagonal of exponentials of normals); all normals are drawn, in rows.
Matrix make_factor(NumpyRandom& random) {
  Matrix factor(noise, noise);
  for (std::size_t i = 0; i < noise; ++i) {
    for (std::size_t j = 0; j < noise; ++j) {
      const double normal = random.normal();
      if (j <= i) factor(i, j) = 3 * normal;
    }
  }
  for (std::size_t i = 0; i < noise; ++i) factor(i, i) += 3 * std::exp(random.normal());
  return factor;
}

void draw_noise(const Distractors& distractors, Random& random, std::span<double> z) {
  const std::size_t k = random.below(components);
  std::vector<double> normals(noise);
  random.normal(normals);
  // chi^2 with 2 degrees of freedom is exponential: w / 2 = -ln u.
  const double scale = 1 / std::sqrt(-std::log(random.uniform()));
  for (std::size_t i = 0; i < noise; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j <= i; ++j) sum += distractors.factors[k](i, j) * normals[j];
    z[i] = distractors.locations[k][i] + scale * sum;
  }
}

double log_student(std::span<const double> location, const Matrix& factor, std::span<const double> z) {
  std::vector<double> white(noise);
  double squares = 0;
  double log_det = 0;
  for (std::size_t i = 0; i < noise; ++i) {
    double rest = z[i] - location[i];
    for (std::size_t j = 0; j < i; ++j) rest -= factor(i, j) * white[j];
    white[i] = rest / factor(i, i);
    squares += white[i] * white[i];
    log_det += std::log(std::abs(factor(i, i)));
  }
  constexpr double half = 0.5 * (degrees_of_freedom + noise);
  return log_gamma(half) - log_gamma(0.5 * degrees_of_freedom) - log_det -
         0.5 * noise * std::log(degrees_of_freedom * std::numbers::pi) -
         half * std::log1p(squares / degrees_of_freedom);
}

double log_noise_density(const Distractors& distractors, std::span<const double> z) {
  std::vector<double> terms;
  for (std::size_t k = 0; k < components; ++k) {
    terms.push_back(log_student(distractors.locations[k], distractors.factors[k], z));
  }
  const double largest = *std::max_element(terms.begin(), terms.end());
  double sum = 0;
  for (const double term : terms) sum += std::exp(term - largest);
  return largest + std::log(sum / components);
}

SimulationStatus draw(const Distractors& distractors, std::span<const double> theta, Random& random,
                      std::span<double> x) {
  std::vector<double> values(informative + noise);
  const std::span<double> parts(values);
  draw_slcp(theta, random, parts.first(informative));
  draw_noise(distractors, random, parts.last(noise));
  for (std::size_t j = 0; j < x.size(); ++j) x[j] = values[distractors.permutation[j]];
  return SimulationStatus::ok;
}

RowFunctions::LogDensity likelihood(const Distractors& distractors, std::span<const double> x) {
  std::vector<double> values(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) values[distractors.permutation[j]] = x[j];
  const double of_noise = log_noise_density(distractors, std::span(values).last(noise));
  values.resize(informative);
  return [values = std::move(values), of_noise](auto theta) { return slcp_log_density(theta, values) + of_noise; };
}

}  // namespace

Distractors make_distractors() {
  NumpyRandom random(42);
  Distractors result;
  for (std::size_t k = 0; k < components; ++k) {
    auto& location = result.locations.emplace_back(noise);
    std::generate(location.begin(), location.end(), [&] { return 15 * random.normal(); });
  }
  for (std::size_t k = 0; k < components; ++k) result.factors.push_back(make_factor(random));
  result.permutation = random.permutation(informative + noise);
  return result;
}

SimulatorBundle make_slcp_distractors(const NoOptions&, const SimulatorRequest& request) {
  const auto distractors = std::make_shared<const Distractors>(make_distractors());
  return make_row_simulator(
      {.name = "slcp_distractors",
       .parameters = numbered_parameters(5),
       .data_shape = {informative + noise},
       .draw = [distractors](auto theta, Random& random, auto x) { return draw(*distractors, theta, random, x); },
       .likelihood = [distractors](std::span<const double> x) { return likelihood(*distractors, x); }},
      request);
}

}  // namespace inquest
