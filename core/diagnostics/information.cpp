#include "core/diagnostics/information.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/statistics.hpp"
#include "core/parameters/coordinates.hpp"

namespace inquest {
namespace {

constexpr double turn = 2 * std::numbers::pi;
const double log_root_turn = std::log(turn) / 2;

// The smaller of the standard deviation and what the quartiles of a normal distribution say.
double robust_scale(std::vector<double> values) {
  const double deviation = standard_deviation(values);
  std::ranges::sort(values);
  const double quartiles = (values[values.size() * 3 / 4] - values[values.size() / 4]) / 1.349;
  return quartiles > 0 ? std::min(deviation, quartiles) : deviation;
}

// ln of a kernel estimate of the density of draws at a place; the draws are drawn together so that their variance
// stays.
double log_density(double place, const std::vector<double>& draws) {
  const double mean = mean_of(draws);
  const double scale = robust_scale(draws);
  const double width = 1.06 * scale * std::pow(static_cast<double>(draws.size()), -0.2);
  const double shrink = 1 / std::sqrt(1 + width * width / (scale * scale));
  std::vector<double> terms(draws.size());
  std::ranges::transform(draws, terms.begin(), [&](double draw) {
    const double distance = (place - mean - shrink * (draw - mean)) / (width * shrink);
    return -distance * distance / 2;
  });
  return log_mean_exp(terms) - std::log(width * shrink) - log_root_turn;
}

// Angles of the draws and of the place are taken around the direction of the draws, so that the circle is a line.
void unroll(double& place, std::vector<double>& draws) {
  const double direction = mean_direction(draws);
  place = std::remainder(place - direction, turn);
  for (double& draw : draws) draw = std::remainder(draw - direction, turn);
}

double log_prior(double place, Chart chart) {
  return chart == Chart::angle ? -std::log(turn) : -place * place / 2 - log_root_turn;
}

}  // namespace

Information information(const ParameterSpace& space, const HeldOutDraws& held_out) {
  const std::size_t n = held_out.size();
  const std::size_t d = space.dimension();
  const Coordinates coordinates = circles_and_normals(space);
  Matrix truth(n, d);
  Matrix drawn(n * held_out.draws, d);
  coordinates.from_parameters(held_out.theta, truth);
  coordinates.from_parameters(held_out.theta_draws, drawn);
  Information result;
  std::vector<double> gains;
  std::vector<double> draws(held_out.draws);
  for (std::size_t j = 0; j < d; ++j) {
    gains.clear();
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < draws.size(); ++k) draws[k] = drawn(i * draws.size() + k, j);
      double place = truth(i, j);
      if (coordinates.chart(j) == Chart::angle) unroll(place, draws);
      const auto [least, most] = std::ranges::minmax(draws);
      if (!(least < most)) continue;  // draws without a scatter have no density
      gains.push_back(log_density(place, draws) - log_prior(place, coordinates.chart(j)));
    }
    result.parameters.push_back(mean_with_error(gains));
  }
  if (!held_out.normalised) return result;
  gains.resize(n);
  space.log_prob(held_out.theta, gains);
  for (std::size_t i = 0; i < n; ++i) gains[i] = held_out.log_prob[i] - gains[i];
  result.joint = mean_with_error(gains);
  return result;
}

}  // namespace inquest
