#include "simulators/maps/gaussian_map.hpp"

#include <cmath>
#include <numbers>

#include <Eigen/Eigenvalues>

#include "core/model/check_simulator.hpp"
#include "simulators/maps/rings.hpp"
#include "tests/simulators/maps/pixel_covariance.hpp"
#include "tests/simulators/requests.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

Model map_model(const std::string& options) {
  return make_model({.simulator = "gaussian_map",
                     .options = options,
                     .parameters = "{A: {prior: {uniform: [0.5, 1.5]}}, B: {prior: {uniform: [1, 3]}}}"});
}

double power(double a, double b, double length, double noise) { return a * std::pow(length / 8, -b) + noise; }

Eigen::MatrixXd covariance(std::size_t n, double a, double b, double noise) {
  const Rings rings(n);
  std::vector<double> spectrum(rings.size());
  for (std::size_t i = 1; i < spectrum.size(); ++i) spectrum[i] = power(a, b, rings.length[i], noise);
  return pixel_covariance(n, spectrum);
}

}  // namespace

TEST_CASE("gaussian map: the density is the normal one of its pixels, on the maps of mean zero") {
  constexpr std::size_t n = 4;
  const Model model = map_model("{size: 4, noise: 0.3}");
  const Simulations drawn = draw_joint(model, Seed{1}, 0, 3);
  const double theta[2][2] = {{1.2, 1.5}, {0.7, 2.5}};
  for (const auto& [a, b] : theta) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance(n, a, b, 0.3));
    for (std::size_t row = 0; row < 3; ++row) {
      const Eigen::Map<const Eigen::VectorXd> x(drawn.x.row(row).data(), n * n);
      const Eigen::VectorXd projected = eigen.eigenvectors().transpose() * x;
      double expected = 0;
      for (Eigen::Index i = 1; i < projected.size(); ++i) {  // the first is the mean, which has no variance
        const double variance = eigen.eigenvalues()[i];
        expected -= 0.5 * (std::log(2 * std::numbers::pi * variance) + projected[i] * projected[i] / variance);
      }
      CHECK(std::abs(projected[0]) < 1e-12);
      CHECK(log_likelihood(model, {a, b}, drawn.x.row(row)) == Approx(expected));
    }
  }
}

// Where each mode has just its expected power, the likelihood curves by minus the Fisher information, sum over modes of
// d ln S d ln S / 2. At (A, B) = (1, 2), n = 64 and noise 0.02 an independent program finds these numbers.
TEST_CASE("gaussian map: the likelihood has the Fisher information of its spectrum") {
  constexpr std::size_t n = 64;
  const Model model = map_model("{}");
  const Rings rings(n);
  Modes modes(n * n);
  for (std::size_t k = 1; k < modes.size(); ++k) modes[k] = std::sqrt(power(1, 2, rings.length[rings.ring[k]], 0.02));
  std::vector<double> x(n * n);
  map_of(modes, n, n, x);
  constexpr double step = 1e-3;
  const auto curvature = [&](double da, double db, double ea, double eb) {
    const auto at = [&](double a, double b) { return log_likelihood(model, {1 + step * a, 2 + step * b}, x); };
    return -(at(da + ea, db + eb) - at(da - ea, db - eb) - at(ea - da, eb - db) + at(-da - ea, -db - eb)) /
           (4 * step * step);
  };
  CHECK(curvature(1, 0, 1, 0) == Approx(1441.1).epsilon(1e-4));
  CHECK(curvature(0, 1, 0, 1) == Approx(1648.3).epsilon(1e-4));
  CHECK(curvature(1, 0, 0, 1) == Approx(-1326.4).epsilon(1e-4));
}

TEST_CASE("gaussian map: keeps the law of simulators, and draws have the spectrum of the likelihood") {
  CHECK(check_simulator(map_model("{size: 8}"), Seed{1}).violations.empty());
  CHECK(map_model("{size: 8}").simulator().info().data_shape == Shape{8, 8});
  // Under the true parameters -2 (ln p - its largest term) is chi^2 of the 63 modes: 200 maps are 12,600 degrees.
  const Model model = map_model("{size: 8, noise: 0.1}");
  const Rings rings(8);
  const Simulations drawn = draw_joint(model, Seed{3}, 0, 200);
  double chi_squared = 0;
  for (std::size_t row = 0; row < 200; ++row) {
    const std::vector<double> found = rings.power(modes_of(drawn.x.row(row), 8, 8));
    for (std::size_t i = 1; i < rings.size(); ++i) {
      chi_squared += found[i] / power(drawn.theta(row, 0), drawn.theta(row, 1), rings.length[i], 0.1);
    }
  }
  CHECK(std::abs(chi_squared - 12600) < 4.5 * std::sqrt(2 * 12600.0));
}

TEST_CASE("gaussian map: a negative power is a failed row, and other parameters are refused") {
  const Model model = make_model({.simulator = "gaussian_map",
                                  .options = "{size: 4, noise: 0.1}",
                                  .parameters = "{A: {prior: {uniform: [-9, -8]}}, B: 1}"});
  for (const SimulationStatus status : draw_joint(model, Seed{1}, 0, 5).status) {
    CHECK(status == SimulationStatus::failed);
  }
  CHECK_THAT(error_of({.simulator = "gaussian_map", .options = "{}", .parameters = "{A: 1, C: 1}"}).what(),
             Contains("C"));
}

TEST_CASE("gaussian map: what cannot be drawn has no density") {
  const Model model = make_model({.simulator = "gaussian_map",
                                  .options = "{size: 4, noise: 0.1}",
                                  .parameters = "{A: {prior: {uniform: [-2, 2]}}, B: {prior: {uniform: [1, 3]}}}"});
  CHECK(agree_on_domain(model, draw_joint(model, Seed{1}, 0, 50)));
}
