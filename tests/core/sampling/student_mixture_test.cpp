#include "core/sampling/student_mixture.hpp"

#include <cmath>
#include <numbers>

#include <Eigen/LU>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

Matrix two_centres() {
  Matrix centres(2, 2);
  centres(0, 0) = 1, centres(0, 1) = 2, centres(1, 0) = -3, centres(1, 1) = 0.5;
  return centres;
}

Eigen::MatrixXd triangle() {
  Eigen::MatrixXd lower(2, 2);
  lower << 2, 0, 0.7, 0.5;
  return lower;
}

}  // namespace

TEST_CASE("student mixture: the mean of Student's densities about its centres") {
  const StudentMixture mixture(two_centres(), triangle());
  Matrix z(1, 2);
  z(0, 0) = 0.4, z(0, 1) = -1;
  double density = 0;
  for (std::size_t k = 0; k < 2; ++k) {
    const Eigen::Vector2d away(0.4 - two_centres()(k, 0), -1 - two_centres()(k, 1));
    const Eigen::Matrix2d scale = triangle() * triangle().transpose();
    const double square = away.dot(scale.inverse() * away);
    // In two dimensions the norm is 1 / (2 pi sqrt |scale|).
    density += 0.5 / (2 * std::numbers::pi * std::sqrt(scale.determinant())) * std::pow(1 + square / 5, -3.5);
  }
  double found = 0;
  mixture.log_density(z, {&found, 1});
  CHECK(found == Approx(std::log(density)).epsilon(1e-12));
}

// Means of 40,000 draws; Student's t of 5 degrees has a variance of 5/3, and squares of it a finite variance of about 9
// times that square: 4.5 standard errors are 0.07 of it.
TEST_CASE("student mixture: draws have its mean and covariance", "[statistical]") {
  const StudentMixture mixture(two_centres(), triangle());
  Random random(Seed{3});
  const Matrix z = mixture.sample(40000, random);
  Eigen::Vector2d mean = Eigen::Vector2d::Zero();
  for (std::size_t i = 0; i < z.rows(); ++i) mean += Eigen::Vector2d(z(i, 0), z(i, 1)) / 40000;
  CHECK(mean(0) == Approx(-1).margin(0.08));
  CHECK(mean(1) == Approx(1.25).margin(0.04));
  double within = 0;
  for (std::size_t i = 0; i < z.rows(); ++i) within += (z(i, 1) - 1.25) * (z(i, 1) - 1.25) / 40000;
  const double expected = 5.0 / 3 * (0.49 + 0.25) + 0.75 * 0.75;
  CHECK(within == Approx(expected).epsilon(0.07));
}

TEST_CASE("student mixture: about weighted draws it has a kernel's width, and never none") {
  Matrix z(400, 2);
  Random random(Seed{4});
  for (std::size_t i = 0; i < 400; ++i) z(i, 0) = random.normal(), z(i, 1) = 3;
  const std::vector<double> weights(400, 1.0 / 400);
  const StudentMixture mixture = StudentMixture::around(z, weights, 100, Seed{1});
  const Matrix draws = mixture.sample(2000, random);
  double first = 0, second = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    first += draws(i, 0) * draws(i, 0) / 2000, second += (draws(i, 1) - 3) * (draws(i, 1) - 3) / 2000;
  }
  CHECK(first > 1);
  CHECK(first < 2.2);
  CHECK(second > 0);
  CHECK(second < 1e-4);
}
