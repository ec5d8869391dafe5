#include "core/data/data_view.hpp"

#include <cmath>
#include <numeric>

#include "core/base/random.hpp"
#include "core/base/tensor_matrix.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

/// Two channels of three numbers: N(5, 2) and N(-1, 0.5), the middle number of each shifted by 10.
Matrix two_channels(std::size_t rows) {
  Random random(Seed{12});
  Matrix x(rows, 6);
  random.normal(x.values());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < 6; ++j)
      x(i, j) = (j < 3 ? 5 + 2 * x(i, j) : -1 + 0.5 * x(i, j)) + (j % 3 == 1 ? 10 : 0);
  }
  return x;
}

std::vector<std::size_t> all_rows(const Matrix& x) {
  std::vector<std::size_t> rows(x.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

DataView fit(const Shape& shape, const Matrix& x, const std::string& options = "{}",
             const std::vector<std::size_t>& kept = {}) {
  const auto rows = all_rows(x);
  return DataView::fit(shape, {{x, rows}}, read_options<DataViewOptions>(ConfigNode::parse(options, "test")), kept);
}

/// Mean and standard deviation, dividing by the number, of some columns.
std::pair<double, double> moments_of(const Matrix& x, std::size_t first, std::size_t last) {
  double mean = 0, square = 0;
  const auto n = static_cast<double>(x.rows() * (last - first));
  for (std::size_t i = 0; i < x.rows(); ++i) {
    for (std::size_t j = first; j < last; ++j) mean += x(i, j) / n;
  }
  for (std::size_t i = 0; i < x.rows(); ++i) {
    for (std::size_t j = first; j < last; ++j) square += std::pow(x(i, j) - mean, 2) / n;
  }
  return {mean, std::sqrt(square)};
}

}  // namespace

TEST_CASE("data view: by default what networks see is what the standardizer makes of each number") {
  Matrix x = two_channels(500);
  for (std::size_t i = 0; i < x.rows(); ++i) x(i, 5) = std::exp(4 * x(i, 5));
  const DataView view = fit({2, 3}, x);
  const Standardizer alone = Standardizer::fit(x, all_rows(x), Compression::where_it_helps);
  REQUIRE(alone.transforms().size() == 6);
  CHECK(view.scales().location() == alone.location());
  CHECK(view.scales().scale() == alone.scale());
  CHECK(tensors_close(view.apply(x), alone.apply(x)));
  CHECK(view.shape() == Shape{2, 3});
  CHECK(view.size() == 6);
}

TEST_CASE("data view: a channel has one location and scale, those of all its numbers") {
  const Matrix x = two_channels(400);
  const DataView view = fit({2, 3}, x, "{scales: channel, channels: 2, transform: none}");
  for (const std::size_t channel : {0, 1}) {
    const auto [mean, sd] = moments_of(x, 3 * channel, 3 * channel + 3);
    for (std::size_t j = 3 * channel; j < 3 * channel + 3; ++j) {
      CHECK(view.scales().location()[j] == Approx(mean).epsilon(1e-12));
      CHECK(view.scales().scale()[j] == Approx(sd).epsilon(1e-12));
    }
  }
  CHECK(view.seen() == Shape{2, 3});
}

TEST_CASE("data view: without channels one scale is of all numbers, and a channel of one is put before them") {
  const Matrix x = two_channels(400);
  const DataView view = fit({2, 3}, x, "{scales: channel, transform: none}");
  const auto [mean, sd] = moments_of(x, 0, 6);
  CHECK(view.scales().location() == std::vector<double>(6, view.scales().location()[0]));
  CHECK(view.scales().location()[5] == Approx(mean).epsilon(1e-12));
  CHECK(view.scales().scale()[0] == Approx(sd).epsilon(1e-12));
  CHECK(view.seen() == Shape{1, 2, 3});
}

TEST_CASE("data view: a column of a table has one location and scale, and a vector is one column") {
  const Matrix x = two_channels(400);
  const DataView view = fit({2, 3}, x, "{scales: column, transform: none}");
  for (std::size_t column = 0; column < 3; ++column) {
    Matrix both(2 * x.rows(), 1);
    for (std::size_t i = 0; i < x.rows(); ++i) both(2 * i, 0) = x(i, column), both(2 * i + 1, 0) = x(i, column + 3);
    const auto [mean, sd] = moments_of(both, 0, 1);
    for (const std::size_t j : {column, column + 3}) {
      CHECK(view.scales().location()[j] == Approx(mean).epsilon(1e-12));
      CHECK(view.scales().scale()[j] == Approx(sd).epsilon(1e-12));
    }
  }
  const DataView vector = fit({6}, x, "{scales: column, transform: none}");
  CHECK(vector.scales().scale() == std::vector<double>(6, moments_of(x, 0, 6).second));
}

TEST_CASE("data view: numbers that a density keeps have the scale of their channel") {
  const Matrix x = two_channels(300);
  Matrix kept(x.rows(), 3);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    for (std::size_t j = 0; j < 3; ++j) kept(i, j) = x(i, j + 2);
  }
  const DataView view = fit({2, 3}, kept, "{scales: channel, channels: 2, transform: none}", {2, 3, 4});
  REQUIRE(view.scales().size() == 3);
  CHECK(view.size() == 6);
  CHECK(view.scales().location()[0] == Approx(moments_of(x, 2, 3).first).epsilon(1e-12));
  CHECK(view.scales().location()[1] == Approx(moments_of(x, 3, 5).first).epsilon(1e-12));
  CHECK(view.scales().location()[2] == view.scales().location()[1]);
}

TEST_CASE("data view: log1p and asinh are those of the numbers themselves, and their density is kept") {
  Matrix x = two_channels(300);
  for (double& value : x.values()) value = std::abs(value);
  const bool log = GENERATE(true, false);
  const DataView view = fit({6}, x, log ? "{transform: log1p}" : "{transform: asinh}");
  Matrix mapped = x;
  for (double& value : mapped.values()) value = log ? std::log(1 + value) : std::asinh(value);
  const DataView plain = fit({6}, mapped, "{transform: none}");
  CHECK(tensors_close(view.apply(x), plain.apply(mapped), {1e-5}));
  double expected = plain.scales().log_abs_det(mapped.row(0));
  for (const double value : x.row(0)) expected -= log ? std::log(1 + value) : 0.5 * std::log(1 + value * value);
  CHECK(view.scales().log_abs_det(x.row(0)) == Approx(expected).epsilon(1e-12));
  Matrix back(1, 6);
  const Tensor seen = view.apply({x.row(0).data(), 1, 6});
  std::copy_n(seen.data_ptr<float>(), 6, back.values().begin());
  view.scales().invert(back);
  for (std::size_t j = 0; j < 6; ++j) CHECK(back(0, j) == Approx(x(0, j)).epsilon(1e-5));
}

TEST_CASE("data view: numbers that log1p does not take are named, in the training and after it") {
  Matrix x(3, 2, 1);
  x(2, 1) = -1;
  CHECK_THAT(error_from([&] { fit({2}, x, "{transform: log1p}"); }).what(),
             Contains("column 1: -1 (log1p takes numbers above -1); take another transform"));
  x(2, 1) = 2;
  const DataView view = fit({2}, x, "{transform: log1p}");
  x(1, 0) = -3;
  const Error error = error_from([&] { view.apply(x); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("row 1, column 0 = -3 (log1p takes numbers above -1)"));
}

TEST_CASE("data view: data of another shape are refused, with both shapes; a vector stands for any") {
  const DataView view({2, 3}, Standardizer(std::vector<double>(6, 0), std::vector<double>(6, 1)));
  CHECK_NOTHROW(view.require({2, 3}));
  CHECK_NOTHROW(view.require({6}));
  for (const Shape& shape : {Shape{3, 2}, Shape{1, 2, 3}, Shape{5}, Shape{2, 4}}) {
    const Error error = error_from([&] { view.require(shape); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(),
               Equals("data of shape " + to_text(shape) + " (the estimator was trained on data of shape [2, 3])"));
  }
  CHECK(error_from([&] { view.apply(Matrix(1, 5)); }).kind() == ErrorKind::data);
  const DataView vector(Standardizer({0, 0}, {1, 1}));
  CHECK(vector.shape() == Shape{2});
  CHECK_NOTHROW(vector.require({2, 1}));
}

TEST_CASE("data view: channels that the shape does not have are an error of the run file") {
  const Matrix x = two_channels(10);
  const Error error = error_from([&] { fit({2, 3}, x, "{channels: 3}"); });
  CHECK(error.kind() == ErrorKind::config);
  CHECK_THAT(error.what(), Contains("channels = 3 of data of shape [2, 3] (the first length must be their number)"));
}

TEST_CASE("data view: what a file says of it makes an equal one") {
  const Standardizer scales({1, 2, 3, 4}, {1, 1, 2, 2});
  const DataView view({2, 2, 1}, scales, 2);
  const DataView read = data_view_from(view.to_config(), scales);
  CHECK(read.shape() == view.shape());
  CHECK(read.channels() == 2);
  CHECK(read.scales().location() == scales.location());
  const DataView named({{4}, {"a", "b", "c", "d"}}, scales);
  CHECK(data_view_from(named.to_config(), scales).layout() == named.layout());
  CHECK(view.to_config().find("names") == nullptr);
  for (const char* text : {"{shape: [3]}", "{shape: [2, 2], channels: 3}", "{shape: [1, 9], summary: {shells: 9}}"}) {
    const Error error = error_from([&] { data_view_from(ConfigNode::parse(text, "lambda.npe.h5"), scales); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), Contains("lambda.npe.h5: data of shape") && Contains("do not fit together"));
  }
}

TEST_CASE("data view: networks see a summary in place of the data, with scales of its numbers") {
  const Matrix x = two_channels(200);
  const std::string options = "{transform: none, channels: 2, summary: {kind: spectrum, moments: true}}";
  const DataView view = fit({2, 3}, x, options);
  CHECK(view.seen() == Shape{2 * 5 + 1});  // mean, one shell and moments of both, and a correlation
  CHECK(view.size() == 6);
  const Matrix seen = to_matrix(view.apply(x));
  for (const std::size_t j : {0, 1, 2, 5, 6, 7}) {  // of three numbers the kurtosis is always -1.5
    const auto [mean, sd] = moments_of(seen, j, j + 1);
    CHECK(mean == Approx(0).margin(1e-5));
    CHECK(sd == Approx(1).epsilon(1e-5));
  }
  const std::vector<std::size_t> rows = {7, 3};
  const Matrix two = to_matrix(view.apply(x, rows));
  for (std::size_t j = 0; j < seen.cols(); ++j) CHECK(two(0, j) == seen(7, j));

  const DataView read = data_view_from(view.to_config(), view.scales());
  CHECK(to_matrix(read.apply(x)).values().size() == seen.values().size());
  CHECK(read.seen() == view.seen());
  CHECK(tensors_close(read.apply(x), view.apply(x)));
}

TEST_CASE("data view: a row that has no summary is named") {
  Matrix x = two_channels(20);
  const DataView view = fit({1, 6}, x, "{channels: 1, summary: {kind: spectrum}}");
  for (double& value : x.row(4)) value = 2;
  CHECK_THAT(error_from([&] { view.apply(x); }).what(), Contains("row 4: channel 0 has no power in shell 0"));
  CHECK(error_from([&] { fit({6}, x, "{channels: 6, summary: {kind: spectrum}}"); }).kind() == ErrorKind::config);
}
