#include "core/information/mutual_information.hpp"

#include "core/base/statistics.hpp"
#include "core/information/columns.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/information_rows.hpp"

namespace inquest {

using namespace testing;

namespace {

MutualInformation of_first_two(const Matrix& rows, bool given_third, Seed seed) {
  const Matrix scores = normal_scores(rows);
  const Matrix x = columns_at(scores, {0}), y = columns_at(scores, {1});
  const Matrix given = given_third ? columns_at(scores, {2}) : Matrix(rows.rows(), 0);
  return mutual_information({x, y, given}, closed_form_fits(), {}, seed);
}

}  // namespace

// 150 trials of 200 rows, rho = 0.6: the mean has a standard error of 0.0036, the scatter one of 6%, and the rms pull
// one of 6%. The limits are three of them on top of a bias of 0.0065 (GMM-MI, Piras et al. 2023) and of rho / sqrt(n) =
// 0.042, the least scatter.
TEST_CASE("the information of normal columns has no bias, and an error that holds", "[statistical]") {
  std::vector<double> values, pulls;
  for (std::uint64_t s = 0; s < 150; ++s) {
    const Measured found = of_first_two(correlated_rows(200, 0.6, 0, Seed{s}), false, Seed{s}).nats;
    values.push_back(found.value);
    pulls.push_back(std::pow((found.value - normal_information(0.6)) / found.error, 2));
  }
  CHECK(std::abs(mean_of(values) - normal_information(0.6)) < 0.0065 + 3 * 0.0036);
  CHECK(standard_deviation(values) < 0.0447 * 1.18);
  CHECK(std::sqrt(mean_of(pulls)) > 0.8);
  CHECK(std::sqrt(mean_of(pulls)) < 1.25);
}

// 60 trials: the rms pull of a chi-squared with one degree of freedom, (chi^2 - 1) / sqrt(2), has a standard error of
// 25%, as its square has the variance 14; the limits are three of them.
TEST_CASE("columns that tell nothing of each other have an error that holds too", "[statistical]") {
  double squares = 0;
  for (std::uint64_t s = 0; s < 60; ++s) {
    const Measured found = of_first_two(correlated_rows(300, 0, 0, Seed{s}), false, Seed{s}).nats;
    squares += std::pow(found.value / found.error, 2) / 60;
  }
  CHECK(std::sqrt(squares) > 0.4);
  CHECK(std::sqrt(squares) < 1.75);
}

TEST_CASE("monotone maps of the columns change nothing") {
  const Matrix rows = correlated_rows(500, 0.6, 0, {1});
  Matrix mapped = rows;
  for (std::size_t i = 0; i < 500; ++i) mapped(i, 0) = std::exp(rows(i, 0)), mapped(i, 1) = std::pow(rows(i, 1), 3);
  CHECK(of_first_two(rows, false, {1}).nats == of_first_two(mapped, false, {1}).nats);
}

TEST_CASE("what a third column tells is taken away, or uncovered") {
  const Matrix apart = correlated_rows(2000, 0, 1, {2}), together = correlated_rows(2000, 0.6, 1, {3});
  const auto within = [](const Measured& found, double exact) {
    return std::abs(found.value - exact) < 4 * found.error;
  };
  CHECK(within(of_first_two(apart, false, {1}).nats, normal_information(0.5)));
  CHECK(within(of_first_two(apart, true, {1}).nats, 0));
  CHECK(within(of_first_two(together, true, {1}).nats, normal_information(0.6)));
}

// Of y = x + a uniform number within 0.1, x uniform, it is 0.1 - ln 0.2 (Czyz et al. 2023).
TEST_CASE("nearest neighbours stand in for a mixture that rounds edges, and tell the doubt", "[statistical]") {
  Random random(Seed{9});
  Matrix rows(2000, 2);
  for (std::size_t i = 0; i < 2000; ++i) {
    rows(i, 0) = random.uniform();
    rows(i, 1) = rows(i, 0) + 0.2 * random.uniform() - 0.1;
  }
  const Matrix scores = normal_scores(rows);
  const Matrix x = columns_at(scores, {0}), y = columns_at(scores, {1}), none(2000, 0);
  const MutualInformation mixture = mutual_information({x, y, none}, closed_form_fits(), {}, {1});
  const MutualInformation found = checked_by_neighbours(mixture, {x, y, none});
  const double exact = 0.1 - std::log(0.2);
  CHECK(found.with == "neighbours, " + mixture.with);
  CHECK(std::abs(found.nats.value - exact) < std::abs(mixture.nats.value - exact));
  CHECK(std::abs(found.nats.value - exact) < 3 * found.nats.error);
  const MutualInformation normal{{0.2, 0.01}, "normal", "normal"};
  CHECK(checked_by_neighbours(normal, {x, y, none}).with == "normal");
}

// y = |x| + noise has no correlation with x; with s = 0.1 the information follows from h(y) - h(noise) by quadrature.
TEST_CASE("a fold is seen by a mixture", "[statistical]") {
  Random random(Seed{5});
  Matrix rows(3000, 2);
  for (std::size_t i = 0; i < 3000; ++i) {
    rows(i, 0) = random.normal();
    rows(i, 1) = std::abs(rows(i, 0)) + 0.5 * random.normal();
  }
  double entropy = 0;
  for (double y = -4; y < 8; y += 1e-3) {  // density of y: a folded normal plus a normal
    const double s2 = 1.25, tail = std::erfc(-y / 0.5 / std::sqrt(2 * s2)) / 2;
    const double p = 2 * std::exp(-0.5 * y * y / s2) / std::sqrt(2 * M_PI * s2) * tail;
    if (p > 0) entropy -= 1e-3 * p * std::log(p);
  }
  const double exact = entropy - 0.5 * std::log(2 * M_PI * M_E * 0.25);
  const MutualInformation found = of_first_two(rows, false, {1});
  CHECK(found.with.starts_with("mixture"));
  CHECK(found.nats.value == Approx(exact).margin(4 * found.nats.error));
  CHECK(found.nats.error < 0.02);
}

}  // namespace inquest
