#include "core/data/data_obstacles.hpp"

#include <cmath>

#include "tests/core/data/toy_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Contains;

constexpr std::size_t rows = 100;

/// Toy rows whose first number is what `number` says of row i, and whose second one is the first parameter.
Model write_rows(SimulationStore& store, double (*number)(std::size_t i)) {
  Model model = toy_model("m");
  Simulations made = draw_joint(model, {1}, 0, rows);
  for (std::size_t i = 0; i < rows; ++i) made.x(i, 0) = number(i);
  store.write(model, 0, made, "test");
  return model;
}

TEST_CASE("data obstacles: numbers are equal within the rounding of one of them to single precision") {
  CHECK(equal_in_single(0.1, static_cast<double>(0.1F)));
  CHECK(equal_in_single(static_cast<double>(0.1F), 0.1));
  CHECK(equal_in_single(7, 7));
  CHECK_FALSE(equal_in_single(7, 8));
  CHECK_FALSE(equal_in_single(0.1, 0.100001));
  CHECK_FALSE(equal_in_single(2459000.511, 2459000.512));  // of which neither is a number in single precision
  CHECK_FALSE(equal_in_single(0, 1e-30));
}

TEST_CASE("data obstacles: what is the same in all simulations and another in the observation has no posterior") {
  const TemporaryDirectory folder;
  SimulationStore store(folder.path());
  const Model model = write_rows(store, [](std::size_t) { return 7.0; });
  const std::vector<double> good{7, 1, 2, 3}, bad{8, 1, 2, 3}, second_bad{7, 1, 2, 3, 7.5, 1, 2, 3};
  CHECK_NOTHROW(require_possible(model, store, rows, good));
  const Error error = error_from([&] { require_possible(model, store, rows, bad); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("model m: data column 0 = 8 in the observation (it is 7 in all simulations, so "
                                    "that no parameters explain it)"));
  CHECK_THAT(error_from([&] { require_possible(model, store, rows, second_bad); }).what(), Contains("column 0 = 7.5"));
}

TEST_CASE("data obstacles: a number that varies late, or differs by single precision, is no obstacle") {
  const TemporaryDirectory folder;
  SimulationStore store(folder.path());
  const std::vector<double> x{0.1, 1, 2, 3}, other{8, 1, 2, 3};
  const Model late = write_rows(store, [](std::size_t i) { return i == 99 ? 1.0 : 0.0; });
  CHECK_NOTHROW(require_possible(late, store, rows, other));
  const TemporaryDirectory second;
  SimulationStore singles(second.path());
  const Model single = write_rows(singles, [](std::size_t) { return static_cast<double>(0.1F); });
  CHECK_NOTHROW(require_possible(single, singles, rows, x));
}

TEST_CASE("data obstacles: a number that varies by its last digits alone is the same in all simulations") {
  const TemporaryDirectory folder, second, third;
  SimulationStore doubles(folder.path()), singles(second.path()), dates(third.path());
  const Model nearly = write_rows(doubles, [](std::size_t i) { return 7 * (1 + 3e-16 * static_cast<double>(i % 3)); });
  const Model single = write_rows(singles, [](std::size_t i) {
    const float digit = i % 3 == 0 ? 0.1F : std::nextafter(0.1F, i % 3 == 1 ? 0.0F : 1.0F);
    return static_cast<double>(digit);
  });
  // These would be the same in single precision, but are as many as there are simulations.
  const Model date = write_rows(dates, [](std::size_t i) { return 2459000.5 + 1e-4 * static_cast<double>(i); });
  const std::vector<double> seven{7, 1, 2, 3}, eight{8, 1, 2, 3}, tenth{0.1, 1, 2, 3}, fifth{0.2, 1, 2, 3};
  CHECK_NOTHROW(require_possible(nearly, doubles, rows, seven));
  CHECK_THAT(error_from([&] { require_possible(nearly, doubles, rows, eight); }).what(), Contains("column 0 = 8 in"));
  CHECK_NOTHROW(require_possible(single, singles, rows, tenth));
  CHECK_THAT(error_from([&] { require_possible(single, singles, rows, fifth); }).what(), Contains("column 0 = 0.2"));
  CHECK_NOTHROW(require_possible(date, dates, rows, std::vector<double>{2459000.6, 1, 2, 3}));
}

TEST_CASE("data obstacles: numbers that are tied in all simulations and not in the observation have no posterior") {
  const TemporaryDirectory folder;
  SimulationStore store(folder.path());
  Model model = toy_model("m");
  Simulations made = draw_joint(model, {1}, 0, rows);
  for (std::size_t i = 0; i < rows; ++i) made.x(i, 3) = made.x(i, 1);
  store.write(model, 0, made, "test");
  CHECK_NOTHROW(require_possible(model, store, rows, std::vector<double>{1, 0.3, 2, 0.3}));
  const Error error = error_from([&] {
    require_possible(model, store, rows, std::vector<double>{1, 0.3, 2, 0.3, 1, 0.3, 2, 0.5});
  });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(),
             Contains("data columns 1, 3 = 0.3, 0.5 in the observation (in all simulations they are tied"));
}

TEST_CASE("data obstacles: numbers without noise are an error that lists them") {
  const TemporaryDirectory folder;
  SimulationStore store(folder.path());
  CHECK_NOTHROW(require_noise(write_rows(store, [](std::size_t i) { return static_cast<double>(i); }), store, rows));
  Model archived = toy_model("m");
  Simulations made = draw_joint(archived, {1}, 0, rows);
  for (std::size_t i = 0; i < rows; ++i) made.x(i, 1) = 3 * made.theta(i, 0) + 1;
  archived.bundle.archive = std::make_shared<const Simulations>(made);
  const TemporaryDirectory second;
  SimulationStore other(second.path());
  other.write(archived, 0, made, "test");
  const Error error = error_from([&] { require_noise(archived, other, rows); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("number 1 of the data (counted from 0) follows from the parameters without noise"));
}

}  // namespace
}  // namespace inquest::testing
