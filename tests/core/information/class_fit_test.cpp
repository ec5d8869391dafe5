#include "core/information/class_fit.hpp"

#include "core/information/gaussian_mixture.hpp"
#include "core/information/mutual_information.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/information_rows.hpp"

namespace inquest {
namespace {

// Class 1 with probability 0.4 about 1, class 0 about -1, both of unit variance.
Matrix two_classes(std::size_t rows, Seed seed) {
  Random random(seed);
  Matrix columns(rows, 2);
  for (std::size_t i = 0; i < rows; ++i) {
    columns(i, 1) = random.uniform() < 0.4 ? 1 : 0;
    columns(i, 0) = 2 * columns(i, 1) - 1 + random.normal();
  }
  return columns;
}

std::pair<Matrix, Matrix> halves(const Matrix& rows) {
  Matrix x(rows.rows(), 1), y(rows.rows(), 1);
  for (std::size_t i = 0; i < rows.rows(); ++i) x(i, 0) = rows(i, 0), y(i, 0) = rows(i, 1);
  return {x, y};
}

// H(class) - E H(class | x) by quadrature over x.
double exact_information() {
  double information = 0;
  for (double x = -9; x < 9; x += 1e-3) {
    const auto phi = [&](double centre) { return std::exp(-0.5 * std::pow(x - centre, 2)) / std::sqrt(2 * M_PI); };
    const double one = 0.4 * phi(1), zero = 0.6 * phi(-1), sum = one + zero;
    information += 1e-3 * (one * std::log(one / sum / 0.4) + zero * std::log(zero / sum / 0.6));
  }
  return information;
}

}  // namespace

TEST_CASE("the probability of a class follows from the densities within the classes") {
  const auto [x, y] = halves(two_classes(4000, {1}));
  const ConditionalLogDensity density = class_fit(mixture_fit(1)).fit(y, x, {1});
  REQUIRE(density);
  Matrix place(2, 1, 0.5), label(2, 1);
  label(1, 0) = 1;
  std::vector<double> found(2);
  density(label, place, found);
  CHECK(std::exp(found[0]) + std::exp(found[1]) == Approx(1));
  // The log odds are ln (2 / 3) + 2 x; 4000 rows know them at x = 0.5 to about 0.05.
  CHECK(found[1] - found[0] == Approx(std::log(2.0 / 3) + 1).margin(0.2));
}

TEST_CASE("without columns a class has its share, and a class that was never seen none") {
  const auto [x, y] = halves(two_classes(200, {2}));
  double share = 0;
  for (const double value : y.values()) share += value / 200;
  const ConditionalLogDensity density = class_fit(mixture_fit(1)).fit(y, Matrix(200, 0), {1});
  Matrix label(2, 1, 1.0);
  label(1, 0) = 7;
  std::vector<double> found(2);
  density(label, Matrix(2, 0), found);
  CHECK(found[0] == Approx(std::log(share)));
  CHECK(found[1] == -HUGE_VAL);
}

TEST_CASE("information of a class is that of a sum over the classes") {
  const auto [x, y] = halves(two_classes(3000, {3}));
  const MutualInformation found = class_information({x, y, Matrix(3000, 0)}, closed_form_fits(), {}, {1});
  CHECK(found.with == "normal by class");
  CHECK(found.nats.value == Approx(exact_information()).margin(4 * found.nats.error));
  CHECK(found.nats.error < 0.015);
}

}  // namespace inquest
