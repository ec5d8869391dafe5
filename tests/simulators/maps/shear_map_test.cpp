#include "simulators/maps/shear_map.hpp"

#include <cmath>
#include <numbers>

#include <Eigen/Eigenvalues>

#include "core/model/check_simulator.hpp"
#include "simulators/maps/rings.hpp"
#include "tests/simulators/maps/pixel_covariance.hpp"
#include "tests/simulators/requests.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

const std::string aligned =
    "{A: {prior: {uniform: [0.5, 1.5]}}, B: {prior: {uniform: [1, 3]}}, a: {prior: {uniform: [-0.1, 0.1]}}}";

Model shear_model(const std::string& options, const std::string& parameters = aligned) {
  return make_model({.simulator = "shear_map", .options = options, .parameters = parameters});
}

// The covariance of the pixels of a field of the spectrum A (|k| / 8)^(-B), and of white noise of variance 1, both
// without their mean.
Eigen::MatrixXd covariance(std::size_t n, double a, double b, bool white) {
  const Rings rings(n);
  std::vector<double> spectrum(rings.size());
  for (std::size_t i = 1; i < spectrum.size(); ++i) spectrum[i] = white ? 1 : a * std::pow(rings.length[i] / 8, -b);
  return pixel_covariance(n, spectrum);
}

}  // namespace

TEST_CASE("shear map: the density is the normal one of the pixels of both bins, on maps of mean zero") {
  constexpr std::size_t n = 3;
  const Model model = shear_model("{size: 3, noise: 0.2}");
  const Simulations drawn = draw_joint(model, Seed{1}, 0, 3);
  const double theta[2][3] = {{1.2, 1.5, 0.08}, {0.7, 2.5, -0.05}};
  for (const auto& [amplitude, slope, a] : theta) {
    const Eigen::MatrixXd signal = covariance(n, amplitude, slope, false), white = 0.2 * covariance(n, 0, 0, true);
    const double near = 0.6 - a, of_near = 0.6, of_far = 0.8 - a / 2;
    Eigen::MatrixXd both(2 * n * n, 2 * n * n);
    both << near * near * signal + white, near * of_near * signal, near * of_near * signal,
        (of_near * of_near + of_far * of_far) * signal + white;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(both);
    for (std::size_t row = 0; row < 3; ++row) {
      const Eigen::Map<const Eigen::VectorXd> x(drawn.x.row(row).data(), 2 * n * n);
      const Eigen::VectorXd projected = eigen.eigenvectors().transpose() * x;
      double expected = 0;
      for (Eigen::Index i = 2; i < projected.size(); ++i) {  // the first two are the means, which have no variance
        const double variance = eigen.eigenvalues()[i];
        expected -= 0.5 * (std::log(2 * std::numbers::pi * variance) + projected[i] * projected[i] / variance);
      }
      CHECK(log_likelihood(model, {amplitude, slope, a}, drawn.x.row(row)) == Approx(expected));
    }
  }
}

TEST_CASE("shear map: keeps the law of simulators, with the alignment free or fixed") {
  CHECK(check_simulator(shear_model("{size: 4}"), Seed{1}).violations.empty());
  const Model none =
      shear_model("{size: 4}", "{A: {prior: {uniform: [0.5, 1.5]}}, B: {prior: {uniform: [1, 3]}}, a: 0}");
  CHECK(check_simulator(none, Seed{1}).violations.empty());
  CHECK(none.simulator().info().data_shape == Shape{2, 4, 4});
}

// Minus the exponent of the density at the true parameters is chi^2 / 2 of 2 x 63 degrees of freedom in each of 200
// maps. It is what is left of ln p where its logarithms are taken away, which are those of a map of zeros.
TEST_CASE("shear map: draws are as wide as the likelihood says") {
  const Model model = shear_model("{size: 8}");
  const Simulations drawn = draw_joint(model, Seed{3}, 0, 200);
  const std::vector<double> nothing(128, 0.0);
  double chi_squared = 0;
  for (std::size_t row = 0; row < 200; ++row) {
    double at_row = 0, at_zero = 0;
    const ConstMatrixView theta = drawn.theta.view().rows(row, 1);
    model.bundle.likelihood->log_likelihood(theta, drawn.x.row(row), {&at_row, 1});
    model.bundle.likelihood->log_likelihood(theta, nothing, {&at_zero, 1});
    chi_squared += 2 * (at_zero - at_row);
  }
  CHECK(std::abs(chi_squared - 25200) < 4.5 * std::sqrt(2 * 25200.0));
}

TEST_CASE("shear map: what cannot be drawn has no density") {
  const Model model =
      make_model({.simulator = "shear_map",
                  .options = "{size: 4, noise: 0.1}",
                  .parameters = "{A: {prior: {uniform: [-2, 2]}}, B: {prior: {uniform: [1, 3]}}, a: 0}"});
  CHECK(agree_on_domain(model, draw_joint(model, Seed{1}, 0, 50)));
}
