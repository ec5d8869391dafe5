#include "evidence/chains/chain_coordinates.hpp"

#include <cmath>

#include <Eigen/LU>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "tests/support/error_from.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;

// a without ends, b in [0, 1], c above 2.
ChainDraws three_parameters(Seed seed) {
  ChainDraws draws{{"a", "b", "c"}, {{-INFINITY, INFINITY}, {0, 1}, {2, INFINITY}}, Matrix(500, 3), {}, {}, {500}, {}};
  draws.weights.assign(500, 1.0);
  Random random(seed);
  for (std::size_t i = 0; i < 500; ++i) {
    draws.theta(i, 0) = 1e3 + random.normal();
    draws.theta(i, 1) = random.uniform();
    draws.theta(i, 2) = 2 - std::log(random.uniform()) + 0.5 * draws.theta(i, 1);
  }
  return draws;
}

}  // namespace

TEST_CASE("coordinates of draws have mean zero and unit covariance") {
  const ChainDraws draws = three_parameters(Seed{1});
  const ChainCoordinates coordinates(draws, draws.theta, draws.weights);
  std::vector<double> log_det(500);
  const Matrix z = coordinates.to_z(draws.theta, log_det);
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t k = 0; k <= j; ++k) {
      double mean = 0, product = 0;
      for (std::size_t i = 0; i < 500; ++i) mean += z(i, j) / 500, product += z(i, j) * z(i, k) / 500;
      CHECK(std::abs(mean) < 1e-9);
      CHECK(product == Approx(j == k ? 1 : 0).margin(1e-9));
    }
  }
}

TEST_CASE("their Jacobian is that of finite differences") {
  const ChainDraws draws = three_parameters(Seed{2});
  const ChainCoordinates coordinates(draws, draws.theta, draws.weights);
  const double step = 1e-5;
  std::vector<double> log_det(1), ignored(1);
  for (std::size_t row = 0; row < 20; ++row) {
    Eigen::Matrix3d jacobian;  // d z / d theta
    for (std::size_t j = 0; j < 3; ++j) {
      Matrix low(1, 3), high(1, 3);
      std::ranges::copy(draws.theta.row(row), low.row(0).begin());
      std::ranges::copy(draws.theta.row(row), high.row(0).begin());
      const double size = step * std::min(1.0, j == 1 ? std::min(low(0, 1), 1 - low(0, 1)) : low(0, 2) - 2);
      low(0, j) -= size, high(0, j) += size;
      const Matrix a = coordinates.to_z(low, ignored), b = coordinates.to_z(high, ignored);
      for (std::size_t k = 0; k < 3; ++k) {
        jacobian(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(j)) = (b(0, k) - a(0, k)) / (2 * size);
      }
    }
    coordinates.to_z(draws.theta.view().rows(row, 1), log_det);
    CHECK(-std::log(std::abs(jacobian.determinant())) == Approx(log_det[0]).margin(1e-4));
  }
}

TEST_CASE("the box holds the draws that it was fitted to, and nothing beyond them") {
  const ChainDraws draws = three_parameters(Seed{3});
  const ChainCoordinates coordinates(draws, draws.theta, draws.weights);
  std::vector<double> log_det(500);
  const std::vector<bool> inside = coordinates.in_box(coordinates.to_z(draws.theta, log_det));
  CHECK(std::ranges::count(inside, false) <= 6);  // each end may be lost by rounding
  Matrix beyond(1, 3);
  std::ranges::copy(draws.theta.row(0), beyond.row(0).begin());
  beyond(0, 0) += 10;
  std::vector<double> one(1);
  CHECK(!coordinates.in_box(coordinates.to_z(beyond, one))[0]);
  beyond(0, 0) -= 10;
  beyond(0, 1) = 1;
  CHECK(!coordinates.in_box(coordinates.to_z(beyond, one))[0]);
}

TEST_CASE("a constant parameter, and one that follows from others, have no density") {
  ChainDraws draws = three_parameters(Seed{4});
  const auto refusal = [&]() -> std::string {
    return error_from([&] { ChainCoordinates(draws, draws.theta, draws.weights); }).what();
  };
  for (std::size_t i = 0; i < 500; ++i) draws.theta(i, 2) = 3;
  CHECK_THAT(refusal(), Contains("c is 3 in all draws"));
  draws.ranges.assign(3, {-INFINITY, INFINITY});
  for (std::size_t i = 0; i < 500; ++i) draws.theta(i, 2) = draws.theta(i, 0) - 2 * draws.theta(i, 1);
  CHECK_THAT(refusal(), Contains("the draws lie on a plane"));
}

}  // namespace inquest::testing
