#include "core/diagnostics/nearest_references.hpp"

#include <algorithm>

#include "core/diagnostics/projection.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/known_posterior.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("nearest references: the parameters of the nearest data") {
  const auto [theta, x] = KnownPosterior::simulate(200, {5});
  const Matrix found = nearest_references(x.view().rows(0, 50), x, theta);
  CHECK(std::ranges::equal(found.values(), theta.view().rows(0, 50).values()));
  Matrix shifted(1, 3);
  for (std::size_t j = 0; j < 3; ++j) shifted(0, j) = x(7, j) + 1e-6;
  CHECK(nearest_references(shifted, x, theta)(0, 0) == theta(7, 0));
}

TEST_CASE("projection: few numbers are standardised, and many keep their distances") {
  Matrix few(3, 2);
  few.values() = {1, 5, 2, 5, 3, 5};
  const Matrix scaled = Projection(few, 64, {1}).apply(few);
  CHECK(scaled(2, 0) - scaled(0, 0) == Approx(2));
  CHECK(scaled(2, 1) == 0);            // it never varies
  const Matrix rounded(1000, 1, 0.1);  // whose mean is no 0.1
  CHECK(Projection(rounded, 64, {1}).apply(Matrix(1, 1, 0.10000001))(0, 0) == 0);
  Matrix tiny(3, 1);
  for (const double unit : {1e-311, 1e-200, 1e300}) {
    tiny.values() = {unit, 2 * unit, 3 * unit};
    CHECK(Projection(tiny, 64, {1}).apply(tiny)(2, 0) == Approx(1));
  }
  Matrix many(40, 500);
  Random(Seed{2}).normal(many.values());
  const Matrix places = Projection(many, 64, {3}).apply(many);
  REQUIRE(places.cols() == 64);
  const auto distance = [](const Matrix& x, std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t j = 0; j < x.cols(); ++j) sum += (x(a, j) - x(b, j)) * (x(a, j) - x(b, j)) / double(x.cols());
    return sum;
  };
  // Sums of 500 numbers have 500 times their variance; 64 of them scatter by sqrt(2 / 64), and 4 times that is allowed.
  CHECK(distance(places, 0, 1) / 500 == Approx(distance(many, 0, 1)).epsilon(0.75));
}
