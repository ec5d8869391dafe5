#include "core/information/student_copula.hpp"

#include <boost/math/distributions/students_t.hpp>

#include "core/information/columns.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/information_rows.hpp"

namespace inquest {

using namespace testing;

namespace {

// Two columns of Student's t with nu degrees of freedom and correlation rho.
Matrix student_rows(std::size_t rows, int nu, double rho, Seed seed) {
  Random random(seed);
  Matrix columns(rows, 2);
  for (std::size_t i = 0; i < rows; ++i) {
    double square = 0;
    for (int k = 0; k < nu; ++k) square += std::pow(random.normal(), 2);
    const double scale = std::sqrt(nu / square), x = random.normal();
    columns(i, 0) = scale * x;
    columns(i, 1) = scale * (rho * x + std::sqrt(1 - rho * rho) * random.normal());
  }
  return columns;
}

}  // namespace

// Standard errors of 4000 rows: about 0.012 in R and 6% in nu; the limits are four of them.
TEST_CASE("the copula of Student's t is found with its correlation and degrees of freedom") {
  const Matrix scores = normal_scores(student_rows(4000, 3, 0.5, {6}));
  const auto copula = StudentCopula::fit(scores);
  REQUIRE(copula);
  CHECK(copula->correlation()(0, 1) == Approx(0.5).margin(0.05));
  CHECK(std::log(copula->dof() / 3) == Approx(0).margin(0.25));
}

TEST_CASE("its density is that of Student's t over those of its columns") {
  Eigen::MatrixXd correlation(2, 2);
  correlation << 1, 0.4, 0.4, 1;
  const double nu = 2.5;
  const StudentCopula copula(correlation, nu);
  Matrix place(1, 2);
  place.values() = {0.7, -1.3};
  double joint = 0, single = 0;
  copula.log_density(place, 0, 2, {&joint, 1});
  copula.log_density(place, 1, 1, {&single, 1});
  const boost::math::students_t_distribution<double> law(nu);
  const auto phi = [](double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * M_PI); };
  const double a = boost::math::quantile(law, 0.5 * std::erfc(-0.7 / std::sqrt(2)));
  const double b = boost::math::quantile(law, 0.5 * std::erfc(1.3 / std::sqrt(2)));
  const double square = (a * a - 0.8 * a * b + b * b) / (1 - 0.16);
  const double t2 = std::pow(1 + square / nu, -0.5 * (nu + 2)) / (2 * M_PI * std::sqrt(1 - 0.16));
  const double density = t2 / (boost::math::pdf(law, a) * boost::math::pdf(law, b)) * phi(0.7) * phi(1.3);
  CHECK(joint == Approx(std::log(density)).margin(1e-3));  // interpolation in a table, 0.04^2 / 8 times slopes below 2
  CHECK(single == Approx(std::log(phi(1.3))).margin(1e-12));
}

TEST_CASE("Student's copula declines rows on a plane, and single columns") {
  const Matrix rows = correlated_rows(100, 0.5, 0, {7});
  const Matrix x = columns_at(rows, {0});
  CHECK_FALSE(StudentCopula::fit(side_by_side(x, x)));
  CHECK_FALSE(student_fit().fit(x, Matrix(100, 0), {1}));
}

}  // namespace inquest
