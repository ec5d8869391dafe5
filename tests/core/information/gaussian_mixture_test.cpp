#include "core/information/gaussian_mixture.hpp"

#include "core/information/columns.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/information_rows.hpp"

namespace inquest {

using namespace testing;

namespace {

// Two components 8 standard deviations from each other, with shares 0.3 and 0.7.
Matrix two_heaps(std::size_t rows, Seed seed) {
  Random random(seed);
  Matrix columns(rows, 2);
  for (std::size_t i = 0; i < rows; ++i) {
    const double centre = random.uniform() < 0.3 ? -4 : 4;
    columns(i, 0) = centre + random.normal();
    columns(i, 1) = 0.5 * random.normal();
  }
  return columns;
}

}  // namespace

TEST_CASE("one component has the moments of the rows") {
  const Matrix rows = correlated_rows(500, 0.6, 0, {3});
  const auto mixture = GaussianMixture::fit(columns_at(rows, {0, 1}), 1, {1});
  REQUIRE(mixture);
  REQUIRE(mixture->components().size() == 1);
  const auto& one = mixture->components().front();
  double mean = 0, product = 0;
  for (std::size_t i = 0; i < 500; ++i) mean += rows(i, 0) / 500;
  for (std::size_t i = 0; i < 500; ++i) product += (rows(i, 0) - one.mean[0]) * (rows(i, 1) - one.mean[1]) / 500;
  CHECK(one.mean[0] == Approx(mean));
  CHECK(one.covariance(0, 1) == Approx(product));
  CHECK(one.weight == Approx(1));
}

TEST_CASE("two components find two heaps, whose marginal is the density of the column") {
  const auto mixture = GaussianMixture::fit(two_heaps(2000, {4}), 2, {1});
  REQUIRE(mixture);
  const auto& parts = mixture->components();
  const std::size_t left = parts[0].mean[0] < 0 ? 0 : 1;
  CHECK(parts[left].weight == Approx(0.3).margin(0.04));  // 4 standard errors, as below
  CHECK(parts[left].mean[0] == Approx(-4).margin(0.17));
  CHECK(parts[1 - left].mean[0] == Approx(4).margin(0.11));
  CHECK(parts[left].covariance(1, 1) == Approx(0.25).margin(0.06));
  Matrix place(1, 1, -4.0);
  double found = 0;
  mixture->marginal(0, 1).log_density(place, {&found, 1});
  const auto& part = parts[left];
  const double off = -4 - part.mean[0];
  const double exact = std::log(part.weight) - 0.5 * off * off / part.covariance(0, 0) -
                       0.5 * std::log(2 * M_PI * part.covariance(0, 0));
  CHECK(found == Approx(exact).margin(1e-6));  // the other heap is 8 standard deviations away
}

TEST_CASE("a conditional density is the joint density over that of the context") {
  const Matrix rows = correlated_rows(300, 0.9, 0, {5});
  const Matrix y = columns_at(rows, {1}), c = columns_at(rows, {0});
  const ConditionalLogDensity density = mixture_fit(1).fit(y, c, {1});
  REQUIRE(density);
  const auto joint = GaussianMixture::fit(side_by_side(y, c), 1, {1});
  const auto& part = joint->components().front();
  const double slope = part.covariance(0, 1) / part.covariance(1, 1);
  const double variance = part.covariance(0, 0) - slope * part.covariance(0, 1);
  std::vector<double> found(300);
  density(y, c, found);
  for (std::size_t i = 0; i < 300; i += 50) {
    const double off = y(i, 0) - part.mean[0] - slope * (c(i, 0) - part.mean[1]);
    CHECK(found[i] == Approx(-0.5 * off * off / variance - 0.5 * std::log(2 * M_PI * variance)));
  }
}

TEST_CASE("a mixture declines rows that are too few") {
  CHECK_FALSE(GaussianMixture::fit(Matrix(20, 2, 1.0), 4, {1}));
  CHECK_FALSE(mixture_fit(4).fit(Matrix(20, 1, 1.0), Matrix(20, 1, 1.0), {1}));
}

}  // namespace inquest
