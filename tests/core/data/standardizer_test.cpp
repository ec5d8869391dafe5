#include "core/data/standardizer.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

Matrix column_of(const std::vector<double>& values) {
  Matrix matrix(values.size(), 1);
  matrix.values() = values;
  return matrix;
}

Standardizer fit_all(const Matrix& values) {
  std::vector<std::size_t> rows(values.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return Standardizer::fit(values, rows);
}

}  // namespace

TEST_CASE("standardizer: mean and standard deviation of each column") {
  Matrix values(4, 2);
  values.values() = {1, 1e6, 2, 1e6 + 1, 3, 1e6 + 2, 6, 1e6 + 1};
  const Standardizer standardizer = fit_all(values);
  CHECK(standardizer.location()[0] == Approx(3).epsilon(1e-14));
  CHECK(standardizer.scale()[0] == Approx(std::sqrt(3.5)).epsilon(1e-14));
  CHECK(standardizer.location()[1] == Approx(1e6 + 1).epsilon(1e-15));
  CHECK(standardizer.scale()[1] == Approx(std::sqrt(0.5)).epsilon(1e-9));

  const Tensor applied = standardizer.apply(values);
  CHECK(applied.scalar_type() == at::kFloat);
  CHECK(applied[3][0].item<double>() == Approx(3 / std::sqrt(3.5)));
  // In float32, 1e6 + 1 and its mean would be one number.
  CHECK(applied[0][1].item<double>() == Approx(-std::sqrt(2.0)));
}

TEST_CASE("standardizer: sees the rows that it is given, in their order") {
  const Matrix values = column_of({100, 1, 3, -100});
  const Standardizer standardizer = Standardizer::fit(values, {1, 2});
  CHECK(standardizer.location()[0] == 2);
  CHECK(standardizer.scale()[0] == 1);
  const Tensor applied = standardizer.apply(values, {3, 1});
  CHECK(applied[0][0].item<double>() == -102);
  CHECK(applied[1][0].item<double>() == -1);
}

TEST_CASE("standardizer: parts count as one set of rows") {
  const Matrix all = column_of({100, 1, 3, -100, 8});
  const Matrix other = column_of({7, 8});
  const Standardizer together = Standardizer::fit(all, {1, 2, 4});
  const Standardizer apart = Standardizer::fit({{all, {1, 2}}, {other, {1}}});
  CHECK(apart.location() == together.location());
  CHECK(apart.scale() == together.scale());
}

TEST_CASE("standardizer: a column that never varies keeps scale one, however many rows and whatever number") {
  const double value = GENERATE(0.0, 0.1, -1e300, 1.0 / 3);
  const Standardizer standardizer = fit_all(Matrix(100001, 1, value));
  CHECK(standardizer.location()[0] == value);
  CHECK(standardizer.scale()[0] == 1);
}

TEST_CASE("standardizer: a column that varies by rounding alone keeps scale one") {
  CHECK(fit_all(column_of({1, 1 + 2e-16, 1, 1, 1 + 2e-16})).scale()[0] == 1);
  CHECK(fit_all(column_of({1, 1 + 1e-12, 1})).scale()[0] < 1e-12);
}

TEST_CASE("standardizer: heavy tails are scaled by their quartiles") {
  std::vector<double> values(1001);
  std::iota(values.begin(), values.end(), -500.0);
  values[0] = 1e9;
  const Standardizer standardizer = fit_all(column_of(values));
  CHECK(standardizer.location()[0] == Approx(1).margin(1));
  CHECK(standardizer.scale()[0] == Approx(500 / 1.349).epsilon(0.01));
}

TEST_CASE("standardizer: a normal column does not count as heavy-tailed") {
  Random random(Seed{8});
  std::vector<double> values(20000);
  random.normal(values);
  const Standardizer standardizer = fit_all(column_of(values));
  // Five standard errors, 1 / sqrt(n) and 1 / sqrt(2 n).
  CHECK(std::abs(standardizer.location()[0]) < 5 / std::sqrt(20000.0));
  CHECK(std::abs(standardizer.scale()[0] - 1) < 5 / std::sqrt(40000.0));
}

TEST_CASE("standardizer names the value that is not finite") {
  Matrix values(3, 2, 1);
  values(2, 1) = GENERATE(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity());
  const Error fitted = error_from([&] { fit_all(values); });
  CHECK(fitted.kind() == ErrorKind::data);
  CHECK_THAT(fitted.what(), Contains("row 2, column 1 = ") && Contains("(must be finite)"));
  const Standardizer identity({0, 0}, {1, 1});
  CHECK_THAT(error_from([&] { identity.apply(values); }).what(), Contains("row 2, column 1 = "));
}

TEST_CASE("standardizer: what float32 cannot hold is an error") {
  const Error error = error_from([] { Standardizer({0}, {1}).apply(column_of({1e39})); });
  CHECK_THAT(error.what(), Contains("row 0, column 0 = 1e+39 (too far from the data of the training)"));
}

TEST_CASE("standardizer: no rows are an error") {
  CHECK(error_from([] { Standardizer::fit(Matrix(3, 1), {}); }).kind() == ErrorKind::data);
}

TEST_CASE("standardizer: invert undoes apply") {
  Random random(Seed{3});
  Matrix values(50, 3);
  random.normal(values.view().values());
  for (std::size_t i = 0; i < 50; ++i) values(i, 2) = 1e5 + 30 * values(i, 2);
  const Standardizer standardizer = fit_all(values);
  const Tensor applied = standardizer.apply(values).to(at::kDouble);
  Matrix back(50, 3);
  std::copy(applied.data_ptr<double>(), applied.data_ptr<double>() + 150, back.values().begin());
  standardizer.invert(back);
  for (std::size_t i = 0; i < 150; ++i) {
    // Float32 rounds numbers up to 4 by 2.4e-7.
    CHECK(std::abs(back.values()[i] - values.values()[i]) < 2.4e-7 * standardizer.scale()[i % 3]);
  }
}

TEST_CASE("standardizer: compressed data are of order one, invertible, and keep their density") {
  Random random(Seed{4});
  Matrix values(4000, 2);
  random.normal(values.view().values());
  for (std::size_t i = 0; i < values.rows(); ++i) values(i, 1) = std::exp(4 * values(i, 1));
  std::vector<std::size_t> rows(values.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const Standardizer standardizer = Standardizer::fit(values, rows, Compression::where_it_helps);
  REQUIRE(standardizer.transforms().size() == 2);
  CHECK(standardizer.transforms()[0].kind == InputTransform::Kind::none);
  CHECK(standardizer.transforms()[1].kind == InputTransform::Kind::asinh);
  const Tensor applied = standardizer.apply(values).to(at::kDouble);
  CHECK(applied.abs().max().item<double>() < 6);
  Matrix back(values.rows(), 2);
  std::copy_n(applied.data_ptr<double>(), back.values().size(), back.values().begin());
  standardizer.invert(back);
  for (std::size_t i = 0; i < values.rows(); ++i) CHECK(back(i, 1) == Approx(values(i, 1)).epsilon(1e-4).margin(1e-3));
  const double x[] = {0.3, 20};
  const auto slope = [&](std::size_t j, double step) {
    Matrix pair(2, 2);
    for (std::size_t i = 0; i < 2; ++i) std::copy_n(x, 2, pair.row(i).begin());
    pair(1, j) += step;
    const Tensor mapped = standardizer.apply(pair).to(at::kDouble);
    const double* y = mapped.data_ptr<double>();
    return (y[2 + j] - y[j]) / step;
  };
  CHECK(standardizer.log_abs_det(x) == Approx(std::log(slope(0, 0.1) * slope(1, 0.1))).margin(0.01));
}

TEST_CASE("standardizer: the unit of the data does not count, however small or large") {
  Random random(Seed{8});
  std::vector<double> normal(500), tailed(500);
  for (double& value : normal) value = 3 + random.normal();
  for (double& value : tailed) value = std::exp(3 * random.normal());
  for (const auto& values : {normal, tailed}) {
    for (const Compression compression : {Compression::none, Compression::where_it_helps}) {
      std::vector<std::size_t> rows(values.size());
      std::iota(rows.begin(), rows.end(), std::size_t{0});
      const Tensor plain = Standardizer::fit(column_of(values), rows, compression).apply(column_of(values));
      for (const int exponent : {-900, -665, 665, 900}) {  // 2^-665 is about 1e-200
        std::vector<double> scaled = values;
        for (double& value : scaled) value = std::ldexp(value, exponent);
        const Tensor found = Standardizer::fit(column_of(scaled), rows, compression).apply(column_of(scaled));
        for (std::int64_t i = 0; i < found.numel(); ++i) {
          CHECK(found.data_ptr<float>()[i] == Approx(plain.data_ptr<float>()[i]).epsilon(1e-5));
        }
      }
    }
  }
}
