#include "simulators/maps/lognormal_map.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <Eigen/Cholesky>

#include "core/model/check_simulator.hpp"
#include "simulators/maps/rings.hpp"
#include "tests/simulators/maps/pixel_covariance.hpp"
#include "tests/simulators/requests.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

Model map_model(const std::string& options) {
  return make_model({.simulator = "lognormal_map",
                     .options = options,
                     .parameters = "{s: {prior: {uniform: [0.2, 1.0]}}, B: {prior: {uniform: [2, 4]}}}"});
}

// The spectrum of a field of unit variance.
std::vector<double> spectrum(const Rings& rings, double b) {
  std::vector<double> result(rings.size());
  double mean = 0, modes = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = std::pow(1 + rings.length[i] * rings.length[i] / 16, -b / 2);
    mean += rings.count[i] * result[i];
    modes += rings.count[i];
  }
  for (double& value : result) value *= modes / mean;
  return result;
}

// The covariance of the pixels of g.
Eigen::MatrixXd covariance(std::size_t n, double b) { return pixel_covariance(n, spectrum(Rings(n), b)); }

}  // namespace

TEST_CASE("lognormal map: the density is that of the normal logarithms of its pixels") {
  constexpr std::size_t n = 4;
  const Model model = map_model("{size: 4}");
  const Simulations drawn = draw_joint(model, Seed{1}, 0, 3);
  const double theta[2][2] = {{0.7, 2.5}, {0.3, 3.5}};
  for (const auto& [s, b] : theta) {
    const Eigen::LLT<Eigen::MatrixXd> factor(s * s * covariance(n, b));
    for (std::size_t row = 0; row < 3; ++row) {
      const Eigen::Map<const Eigen::ArrayXd> x(drawn.x.row(row).data(), n * n);
      const Eigen::VectorXd u = (1.0 + x).log().matrix();
      const Eigen::VectorXd white = factor.matrixL().solve((u.array() + s * s / 2).matrix());
      const double log_det = 2 * factor.matrixLLT().diagonal().array().log().sum();
      const double expected = -0.5 * (white.squaredNorm() + log_det + n * n * std::log(2 * std::numbers::pi)) - u.sum();
      CHECK(log_likelihood(model, {s, b}, drawn.x.row(row)) == Approx(expected));
    }
  }
}

// At (s, B) = (0.6, 3) and n = 64 an independent program finds det F = 9.570e6, with F_ss = 2 n^2 / s^2 + n^2 / S(0).
// Maps whose modes have just their expected power, and the mean expected of k = 0, curve the likelihood by F.
TEST_CASE("lognormal map: the likelihood has the Fisher information of the field") {
  constexpr std::size_t n = 64;
  constexpr double s = 0.6, b = 3, step = 1e-3;
  const Model model = map_model("{}");
  const Rings rings(n);
  const std::vector<double> power = spectrum(rings, b);
  double information[2][2] = {};
  for (const double sign : {-1.0, 1.0}) {  // of the mode of k = 0 about its mean: squares as expected, cross terms gone
    Modes modes(n * n);
    for (std::size_t k = 0; k < modes.size(); ++k) modes[k] = s * std::sqrt(power[rings.ring[k]]);
    modes[0] = sign * modes[0] - static_cast<double>(n) * s * s / 2;
    std::vector<double> x(n * n);
    map_of(modes, n, n, x);
    for (double& value : x) value = std::expm1(value);
    const auto at = [&](double ds, double db) { return log_likelihood(model, {s + step * ds, b + step * db}, x); };
    const auto second = [&](int i, int j) {
      const double e[2] = {i == 0 ? 1.0 : 0.0, i == 1 ? 1.0 : 0.0}, f[2] = {j == 0 ? 1.0 : 0.0, j == 1 ? 1.0 : 0.0};
      return -(at(e[0] + f[0], e[1] + f[1]) - at(e[0] - f[0], e[1] - f[1]) - at(f[0] - e[0], f[1] - e[1]) +
               at(-e[0] - f[0], -e[1] - f[1])) /
             (4 * step * step);
    };
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 2; ++j) information[i][j] += second(i, j) / 2;
    }
  }
  CHECK(information[0][0] == Approx(2 * n * n / (s * s) + n * n / power[0]).epsilon(1e-4));
  const double determinant = information[0][0] * information[1][1] - information[0][1] * information[1][0];
  CHECK(determinant == Approx(9.570e6).epsilon(1e-3));
}

TEST_CASE("lognormal map: keeps the law of simulators, and is 0 where there is no density") {
  CHECK(check_simulator(map_model("{size: 8}"), Seed{1}).violations.empty());
  const Model model = map_model("{size: 8}");
  std::vector<double> x(64, 0.1);
  x[5] = -1;
  CHECK(log_likelihood(model, {0.5, 3}, x) == -std::numeric_limits<double>::infinity());
  CHECK(log_likelihood(model, {-0.5, 3}, std::vector<double>(64, 0.1)) == -std::numeric_limits<double>::infinity());
}

// Over the modes but k = 0, |U_k|^2 / (s^2 S) is chi^2 of 63 degrees of freedom for each of 200 maps.
TEST_CASE("lognormal map: draws have the spectrum of the likelihood") {
  const Model model = map_model("{size: 8}");
  const Rings rings(8);
  const Simulations drawn = draw_joint(model, Seed{3}, 0, 200);
  double chi_squared = 0;
  for (std::size_t row = 0; row < 200; ++row) {
    std::vector<double> u(64);
    for (std::size_t i = 0; i < 64; ++i) u[i] = std::log1p(drawn.x(row, i));
    const std::vector<double> expected = spectrum(rings, drawn.theta(row, 1)), found = rings.power(modes_of(u, 8, 8));
    const double s = drawn.theta(row, 0);
    for (std::size_t i = 1; i < rings.size(); ++i) chi_squared += found[i] / (s * s * expected[i]);
  }
  CHECK(std::abs(chi_squared - 12600) < 4.5 * std::sqrt(2 * 12600.0));
}

TEST_CASE("lognormal map: what cannot be drawn has no density") {
  const Model model = make_model({.simulator = "lognormal_map",
                                  .options = "{size: 4}",
                                  .parameters = "{s: {prior: {uniform: [-1, 1]}}, B: {prior: {uniform: [2, 4]}}}"});
  CHECK(agree_on_domain(model, draw_joint(model, Seed{1}, 0, 50)));
}
