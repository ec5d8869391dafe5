#include "tests/bench/exact_expansion.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/files/table.hpp"

namespace inquest::bench {
namespace {

constexpr double h0_low = 50;
constexpr double h0_high = 90;
constexpr int om_points = 400;

double expansion(const std::string& model, double om, double z) {
  const double a = 1 + z;
  return std::sqrt(om * a * a * a + (1 - om) * (model == "lambda" ? 1 : a * a));
}

// Probability of N(0, 1) between a and b, from the tail that does not cancel.
double normal_mass(double a, double b) {
  const auto above = [](double t) { return 0.5 * std::erfc(t / std::numbers::sqrt2); };
  return a > 0 ? above(a) - above(b) : above(-b) - above(-a);
}

}  // namespace

HubbleData read_hubble_data() {
  const std::string path = std::string(INQUEST_SOURCE_DIR) + "/docs/examples/cosmic_chronometers.csv";
  return {read_table(path, {"z"}).values, read_table(path, {"H"}).values, read_table(path, {"sigma_H"}).values};
}

double exact_log_evidence(const std::string& model, const HubbleData& data, std::span<const double> x) {
  std::vector<double> terms;
  for (int k = 0; k < om_points; ++k) {
    const double om = (k + 0.5) / om_points;
    double gg = 0;  // ln L is quadratic in H0
    double gx = 0;
    double xx = 0;
    double log_norm = 0;
    for (std::size_t i = 0; i < data.z.size(); ++i) {
      const double weight = 1 / (data.sigma[i] * data.sigma[i]);
      const double g = expansion(model, om, data.z[i]);
      gg += weight * g * g;
      gx += weight * g * x[i];
      xx += weight * x[i] * x[i];
      log_norm += 0.5 * std::log(2 * std::numbers::pi / weight);
    }
    const double peak = gx / gg;
    const double sd = 1 / std::sqrt(gg);
    const double mass = normal_mass((h0_low - peak) / sd, (h0_high - peak) / sd);
    if (mass <= 0) continue;
    terms.push_back(-0.5 * (xx - gx * peak) - log_norm + std::log(mass * sd * std::sqrt(2 * std::numbers::pi)));
  }
  const double largest = *std::ranges::max_element(terms);
  double sum = 0;
  for (double term : terms) sum += std::exp(term - largest);
  return largest + std::log(sum / om_points / (h0_high - h0_low));
}

}  // namespace inquest::bench
