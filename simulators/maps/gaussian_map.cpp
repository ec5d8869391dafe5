#include "simulators/maps/gaussian_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

#include "simulators/maps/map_simulator.hpp"
#include "simulators/maps/rings.hpp"

namespace inquest {
namespace {

class GaussianMap {
 public:
  explicit GaussianMap(const GaussianMapOptions& options)
      : n_(static_cast<std::size_t>(options.size)), noise_(options.noise), rings_(n_) {}

  std::size_t n() const { return n_; }

  SimulationStatus draw(std::span<const double> theta, Random& random, std::span<double> x) const {
    const std::vector<double> power = spectrum(theta);
    if (!is_possible(power)) return SimulationStatus::failed;
    map_of(draw_modes(rings_, power, n_, random), n_, n_, x);
    return SimulationStatus::ok;
  }

  RowFunctions::LogDensity likelihood(std::span<const double> x) const {
    return [this, power = rings_.power(modes_of(x, n_, n_))](std::span<const double> theta) {
      const std::vector<double> expected = spectrum(theta);
      if (!is_possible(expected)) return -std::numeric_limits<double>::infinity();
      double sum = 0;
      for (std::size_t i = 1; i < power.size(); ++i) {
        sum += rings_.count[i] * std::log(2 * std::numbers::pi * expected[i]) + power[i] / expected[i];
      }
      return -0.5 * sum;
    };
  }

 private:
  static bool is_possible(const std::vector<double>& spectrum) {
    return std::ranges::all_of(spectrum, [](double power) { return power >= 0; });
  }

  std::vector<double> spectrum(std::span<const double> theta) const {
    std::vector<double> result = power_law(rings_, theta[0], theta[1]);
    for (std::size_t i = 1; i < result.size(); ++i) result[i] += noise_;
    return result;
  }

  std::size_t n_;
  double noise_;
  Rings rings_;
};

}  // namespace

void GaussianMapOptions::fields(FieldVisitor& visit) {
  visit.field("size", size, "n, of maps of n x n pixels", {.min = 2, .max = 4096});
  visit.field("noise", noise, "variance of the white noise of a pixel", {.min = 0, .min_open = true});
}

SimulatorBundle make_gaussian_map(const GaussianMapOptions& options, const SimulatorRequest& request) {
  const auto map = std::make_shared<const GaussianMap>(options);
  return make_map_simulator("gaussian_map", {"A", "B"}, {map->n(), map->n()}, map, request);
}

}  // namespace inquest
