#include "simulators/maps/lognormal_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <numeric>

#include "simulators/maps/map_simulator.hpp"
#include "simulators/maps/rings.hpp"

namespace inquest {
namespace {

constexpr double knee = 4;  // |k| beyond which the spectrum falls

class LognormalMap {
 public:
  explicit LognormalMap(const LognormalMapOptions& options) : n_(static_cast<std::size_t>(options.size)), rings_(n_) {}

  std::size_t n() const { return n_; }

  SimulationStatus draw(std::span<const double> theta, Random& random, std::span<double> x) const {
    const double s = theta[0];
    if (!(s > 0)) return SimulationStatus::failed;
    map_of(draw_modes(rings_, spectrum(theta[1]), n_, random), n_, n_, x);
    for (double& value : x) value = std::expm1(s * value - s * s / 2);
    return SimulationStatus::ok;
  }

  RowFunctions::LogDensity likelihood(std::span<const double> x) const {
    if (std::ranges::any_of(x, [](double delta) { return !(delta > -1); })) {
      return [](std::span<const double>) { return -std::numeric_limits<double>::infinity(); };
    }
    std::vector<double> u(x.size());
    std::ranges::transform(x, u.begin(), [](double delta) { return std::log1p(delta); });
    const double sum = std::accumulate(u.begin(), u.end(), 0.0);
    return [this, sum, power = rings_.power(modes_of(u, n_, n_))](std::span<const double> theta) {
      return log_density(theta, sum, power);
    };
  }

 private:
  std::vector<double> spectrum(double slope) const {
    std::vector<double> result(rings_.size());
    double total = 0;
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i] = std::pow(1 + rings_.length[i] * rings_.length[i] / (knee * knee), -slope / 2);
      total += rings_.count[i] * result[i];
    }
    for (double& value : result) value *= static_cast<double>(n_ * n_) / total;
    return result;
  }

  // Of the sum of u over the pixels, and its power in each ring.
  double log_density(std::span<const double> theta, double sum, const std::vector<double>& power) const {
    const double s = theta[0], n = static_cast<double>(n_);
    if (!(s > 0)) return -std::numeric_limits<double>::infinity();
    const std::vector<double> expected = spectrum(theta[1]);
    const double mean_mode = sum / n + n * s * s / 2;
    double result = -sum;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const double variance = s * s * expected[i];
      const double squares = i == 0 ? mean_mode * mean_mode : power[i];
      result -= 0.5 * (rings_.count[i] * std::log(2 * std::numbers::pi * variance) + squares / variance);
    }
    return result;
  }

  std::size_t n_;
  Rings rings_;
};

}  // namespace

void LognormalMapOptions::fields(FieldVisitor& visit) {
  visit.field("size", size, "n, of maps of n x n pixels", {.min = 2, .max = 4096});
}

SimulatorBundle make_lognormal_map(const LognormalMapOptions& options, const SimulatorRequest& request) {
  const auto map = std::make_shared<const LognormalMap>(options);
  return make_map_simulator("lognormal_map", {"s", "B"}, {map->n(), map->n()}, map, request);
}

}  // namespace inquest
