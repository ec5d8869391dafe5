#include "core/model/noiseless.hpp"

#include <cmath>
#include <functional>

#include "core/base/random.hpp"
#include "tests/core/model/line_simulator.hpp"
#include "tests/support/catch.hpp"

namespace inquest {
namespace {

using Columns = std::vector<std::size_t>;
using testing::line_model;
using testing::LineSimulator;

Matrix column_of(const std::vector<double>& values) {
  Matrix x(values.size(), 1);
  x.values() = values;
  return x;
}

// An archive of two parameters and one number, which `number` makes of them and of noise N(0, 1).
Columns found_in(const std::function<double(double, double, double)>& number, std::size_t rows = 100) {
  Model model = line_model("line");
  Simulations archive = make_simulations(rows, 2, 1);
  Random random(Seed{3});
  for (std::size_t i = 0; i < rows; ++i) {
    archive.theta(i, 0) = random.uniform();
    archive.theta(i, 1) = 100 * random.uniform();
    archive.x(i, 0) = number(archive.theta(i, 0), archive.theta(i, 1), random.normal());
  }
  model.bundle.archive = std::make_shared<const Simulations>(archive);
  return noiseless_numbers(model, archive);
}

TEST_CASE("noiseless: what other seeds leave as it is, though it differs from row to row") {
  const Matrix x = column_of({1.5, 2.5, 3.5, 4.25});
  CHECK(noiseless_numbers(x, x) == Columns{0});
  CHECK(noiseless_numbers(x, column_of({1.5, 2.5, 3.5, std::nextafter(4.25, 5)})).empty());
  CHECK(noiseless_numbers(column_of({1.5, 1.5, 3.5, 4.25}), column_of({1.5, 1.5, 3.5, 4.25})).empty());  // saturated
  CHECK(noiseless_numbers(column_of({1, 2, 3, 4}), column_of({1, 2, 3, 4})).empty());                    // counts
  CHECK(noiseless_numbers(column_of({1.5, 2.5, 3.5}), column_of({1.5, 2.5, 3.5})).empty());              // few
}

TEST_CASE("noiseless: a simulator is asked again under other seeds") {
  const auto found = [](LineSimulator::Flaw flaw) {
    const Model model = line_model("line", flaw);
    return noiseless_numbers(model, draw_joint(model, Seed{4}, 0, 40));
  };
  CHECK(found(LineSimulator::Flaw::none).empty());
  CHECK(found(LineSimulator::Flaw::noiseless_number) == Columns{1});
  CHECK(found(LineSimulator::Flaw::sometimes_fails).empty());
}

TEST_CASE("noiseless: in an archive, what is a sum of parameters and their squares to the rounding of the data") {
  CHECK(found_in([](double a, double, double) { return a; }) == Columns{0});
  CHECK(found_in([](double a, double b, double) { return 2 * a - b + 0.5 * a * a; }) == Columns{0});
  CHECK(found_in([](double a, double b, double) { return static_cast<float>(a + b); }) == Columns{0});
  CHECK(found_in([](double a, double, double e) { return a + 1e-6 * e; }).empty());
  // A Julian date, whose noise is far below the rounding of single precision.
  CHECK(found_in([](double a, double, double e) { return 2459000.5 + a + 1e-4 * e; }).empty());
  CHECK(found_in([](double a, double, double e) { return 2459000.5 + a + 5e-7 * e; }).empty());
  CHECK(found_in([](double, double, double e) { return static_cast<float>(2459000.5 + 0.1 * e); }).empty());
  CHECK(found_in([](double, double, double) { return 7.5; }).empty());
  CHECK(found_in([](double a, double, double) { return a; }, 10).empty());  // as many as there are terms explain all
}

}  // namespace
}  // namespace inquest
