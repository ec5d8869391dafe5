#include "core/diagnostics/residuals.hpp"

#include <cmath>

#include "core/base/random.hpp"
#include "core/diagnostics/uniformity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;
using namespace inquest::testing;

namespace {

/// Rows of two correlated parameters whose widths vary, around moments that are right but for these factors.
Residuals residuals_of(std::size_t n, Seed seed, double width = 1, double shift = 0) {
  Random random(seed);
  Matrix theta(n, 2);
  Matrix means(n, 2);
  std::vector<Matrix> covariances;
  for (std::size_t i = 0; i < n; ++i) {
    const double sd = 0.5 + random.uniform();
    const double a = random.normal();
    const double b = 0.6 * a + 0.8 * random.normal();
    means(i, 0) = random.normal();
    means(i, 1) = random.normal();
    theta(i, 0) = means(i, 0) + sd * (a + shift);
    theta(i, 1) = means(i, 1) + 2 * sd * b;
    Matrix covariance(2, 2);
    covariance.values() = {sd * sd, 1.2 * sd * sd, 1.2 * sd * sd, 4 * sd * sd};
    for (double& value : covariance.values()) value *= width * width;
    covariances.push_back(covariance);
  }
  return residuals({"a", "b"}, theta, means, covariances);
}

}  // namespace

TEST_CASE("residuals: p-values of right moments are uniform") {
  std::vector<double> p, joint;
  for (std::size_t repeat = 0; repeat < 400; ++repeat) {
    const Residuals found = residuals_of(500, {repeat});
    p.push_back(found.parameters[0].p_value);
    joint.push_back(found.joint_p);
  }
  CHECK(largest_deviation(p) < 1.95 / std::sqrt(400));  // once in 1,000
  CHECK(largest_deviation(joint) < 1.95 / std::sqrt(400));
}

TEST_CASE("residuals: moments that are off are found, with their size") {
  const Residuals narrow = residuals_of(1000, {1}, 0.8);
  CHECK(narrow.parameters[1].p_value < 1e-3);
  CHECK(narrow.joint_p < 1e-3);
  CHECK(narrow.chi_square.value == Approx(1 / 0.64).margin(4 * narrow.chi_square.error));
  for (const Measured& part : narrow.parameters[1].by_width)
    CHECK(part.value == Approx(1 / 0.64).margin(4 * part.error));
  const Residuals shifted = residuals_of(1000, {2}, 1, 0.3);
  CHECK(shifted.parameters[0].p_value < 1e-3);
  CHECK(shifted.parameters[0].mean.value == Approx(0.3).margin(4 * shifted.parameters[0].mean.error));
  CHECK(shifted.parameters[1].p_value > 1e-3);
}

TEST_CASE("residuals: a covariance that is none is refused") {
  const Matrix zero(20, 1);
  const auto call = [&] { residuals({"a"}, zero, zero, std::vector<Matrix>(20, Matrix(1, 1, -1.0))); };
  CHECK(error_from(call).kind() == ErrorKind::data);
}
