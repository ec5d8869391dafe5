#include "simulators/maps/shear_map.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

#include "simulators/maps/map_simulator.hpp"
#include "simulators/maps/rings.hpp"

namespace inquest {
namespace {

// Of what the bins see of the two fields.
struct Weights {
  explicit Weights(double alignment) : near(0.6 - alignment), far_of_far(0.8 - alignment / 2) {}

  double near;
  double far_of_near = 0.6;
  double far_of_far;
};

class ShearMap {
 public:
  explicit ShearMap(const ShearMapOptions& options)
      : n_(static_cast<std::size_t>(options.size)), noise_(options.noise), rings_(n_) {}

  std::size_t n() const { return n_; }

  SimulationStatus draw(std::span<const double> theta, Random& random, std::span<double> x) const {
    if (!(theta[0] >= 0)) return SimulationStatus::failed;
    const Weights weights(theta[2]);
    const std::vector<double> signal = power_law(rings_, theta[0], theta[1]);
    std::vector<double> white(rings_.size(), noise_);
    white[0] = 0;
    const Modes near = draw_modes(rings_, signal, n_, random), far = draw_modes(rings_, signal, n_, random);
    Modes first = draw_modes(rings_, white, n_, random), second = draw_modes(rings_, white, n_, random);
    for (std::size_t k = 0; k < near.size(); ++k) {
      first[k] += weights.near * near[k];
      second[k] += weights.far_of_near * near[k] + weights.far_of_far * far[k];
    }
    map_of(first, n_, n_, x.first(n_ * n_));
    map_of(second, n_, n_, x.last(n_ * n_));
    return SimulationStatus::ok;
  }

  RowFunctions::LogDensity likelihood(std::span<const double> x) const {
    const Modes first = modes_of(x.first(n_ * n_), n_, n_), second = modes_of(x.last(n_ * n_), n_, n_);
    return [this, near = rings_.power(first), far = rings_.power(second),
            cross = rings_.cross_power(first, second)](std::span<const double> theta) {
      if (!(theta[0] >= 0)) return -std::numeric_limits<double>::infinity();
      const Weights weights(theta[2]);
      const std::vector<double> signal = power_law(rings_, theta[0], theta[1]);
      double sum = 0;
      for (std::size_t i = 1; i < signal.size(); ++i) {
        const double p = signal[i], c11 = weights.near * weights.near * p + noise_;
        const double c12 = weights.near * weights.far_of_near * p;
        const double far_square = weights.far_of_near * weights.far_of_near + weights.far_of_far * weights.far_of_far;
        const double c22 = far_square * p + noise_, det = c11 * c22 - c12 * c12;
        sum += rings_.count[i] * (2 * std::log(2 * std::numbers::pi) + std::log(det)) +
               (c22 * near[i] - 2 * c12 * cross[i] + c11 * far[i]) / det;
      }
      return -0.5 * sum;
    };
  }

 private:
  std::size_t n_;
  double noise_;
  Rings rings_;
};

}  // namespace

void ShearMapOptions::fields(FieldVisitor& visit) {
  visit.field("size", size, "n, of maps of 2 x n x n pixels", {.min = 2, .max = 4096});
  visit.field("noise", noise, "variance of the white noise of a pixel", {.min = 0, .min_open = true});
}

SimulatorBundle make_shear_map(const ShearMapOptions& options, const SimulatorRequest& request) {
  const auto map = std::make_shared<const ShearMap>(options);
  return make_map_simulator("shear_map", {"A", "B", "a"}, {2, map->n(), map->n()}, map, request);
}

}  // namespace inquest
