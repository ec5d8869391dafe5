#include "evidence/network/labelled_rows.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

/// Rows whose one value is `first`, `first` + 1, ...; the last tenth tests.
JointData numbered(double first, std::size_t rows) {
  JointData data{Matrix(rows, 0), Matrix(rows, 1), {}};
  for (std::size_t row = 0; row < rows; ++row) {
    data.x.row(row)[0] = first + static_cast<double>(row);
    auto& split = data.split;
    (10 * row >= 9 * rows ? split.test : row % 10 == 0 ? split.validation : split.train).push_back(row);
  }
  return data;
}

const Standardizer as_they_are({0}, {1});

}  // namespace

TEST_CASE("labelled rows: every row but those that test is in one fold, under its own label") {
  const JointData few = numbered(0, 300), many = numbered(1000, 900);
  const LabelledRows labelled = labelled_rows(as_they_are, {{{"few", &few}, {"many", &many}}});
  const std::int64_t total = 270 + 810;
  REQUIRE(labelled.rows[0].size(0) == total);
  CHECK(labelled.fold_start.size() == validation_folds + 1);
  CHECK(labelled.fold_start.back() == total);
  std::map<double, int> seen;
  double of_few = 0, of_many = 0;
  for (std::int64_t i = 0; i < total; ++i) {
    const double x = labelled.rows[0][i].item<double>(), label = labelled.rows[1][i].item<double>();
    ++seen[x];
    CHECK(label == (x < 1000 ? 0 : 1));
    CHECK(x - 1000 * label < (label == 0 ? 270 : 810));
    (label == 0 ? of_few : of_many) += labelled.rows[2][i].item<double>();
  }
  CHECK(seen.size() == static_cast<std::size_t>(total));
  const double rounding = 1e-4;
  CHECK(of_few == Approx(of_many).epsilon(rounding));
  CHECK(of_few + of_many == Approx(total).epsilon(rounding));
}

TEST_CASE("labelled rows: a simulation that is there several times is in one fold alone") {
  JointData weighted = numbered(0, 300);
  std::vector<std::size_t> copies;
  for (const std::size_t row : weighted.split.train) copies.insert(copies.end(), row % 4, row);
  weighted.split.train = copies;
  const JointData other = numbered(1000, 300);
  const LabelledRows labelled = labelled_rows(as_they_are, {{{"weighted", &weighted}, {"other", &other}}});
  std::map<double, std::size_t> fold_of;
  std::map<double, std::int64_t> number_of;
  for (std::size_t fold = 0; fold < validation_folds; ++fold) {
    for (std::int64_t i = labelled.fold_start[fold]; i < labelled.fold_start[fold + 1]; ++i) {
      const double x = labelled.rows[0][i].item<double>();
      CHECK(fold_of.try_emplace(x, fold).first->second == fold);
      const auto number = labelled.simulation[i].item<std::int64_t>();
      CHECK(number_of.try_emplace(x, number).first->second == number);
    }
  }
  std::set<std::int64_t> numbers;
  for (const auto& [x, number] : number_of) numbers.insert(number);
  CHECK(numbers.size() == number_of.size());
}

TEST_CASE("labelled rows: neighbours hold every model in its share") {
  const JointData few = numbered(0, 4000), many = numbered(10000, 12000);
  const LabelledRows labelled = labelled_rows(as_they_are, {{{"few", &few}, {"many", &many}}});
  const std::int64_t window = 256;
  for (std::int64_t start = 0; start + window <= labelled.fold_start.back(); start += window) {
    const double share = labelled.rows[1].narrow(0, start, window).mean().item<double>();
    CHECK(share == Approx(0.75).margin(0.1));
  }
}

TEST_CASE("labelled rows: images follow in the same order, and are drawn with their rows") {
  const JointData one = numbered(1, 100), other = numbered(1000, 100);
  const LabelledRows labelled = labelled_rows(as_they_are, {{{"one", &one}, {"other", &other}}, {.sign = true}});
  REQUIRE(labelled.images == 2);
  const std::int64_t rows = labelled.fold_start.back();
  REQUIRE(labelled.rows[0].size(0) == 2 * rows);
  CHECK(labelled.rows[0].narrow(0, rows, rows).equal(-labelled.rows[0].narrow(0, 0, rows)));
  CHECK(labelled.rows[1].narrow(0, rows, rows).equal(labelled.rows[1].narrow(0, 0, rows)));
  const Tensor index = at::tensor({3, 5}, at::kLong);
  CHECK(
      labelled.with_images(index).equal(at::tensor({std::int64_t{3}, std::int64_t{5}, rows + 3, rows + 5}, at::kLong)));
}

TEST_CASE("labelled rows: one view is of the pooled rows of all models, in their shape") {
  JointData one = numbered(1, 100), other = numbered(1000, 100);
  one.x_shape = other.x_shape = {1, 1};
  const DataView view = fit_pooled({{{"one", &one}, {"other", &other}}});
  CHECK(view.shape() == Shape{1, 1});
  const Standardizer together =
      Standardizer::fit({{one.x, one.split.train}, {other.x, other.split.train}}, Compression::where_it_helps);
  CHECK(view.scales().location() == together.location());
  CHECK(view.scales().scale() == together.scale());
}

TEST_CASE("labelled rows: under a change of sign maps are odd, and none is fitted") {
  const JointData one = numbered(1, 100), other = numbered(1000, 100);
  const LabelledModels models{{{"one", &one}, {"other", &other}}, {.sign = true}};
  CHECK(fit_pooled(models).scales().transforms().empty());
  DataViewOptions options;
  options.transform = "asinh";
  const DataView view = fit_pooled(models, options);
  REQUIRE(view.scales().transforms().size() == 1);
  CHECK(view.scales().location() == std::vector<double>{0});
  options.transform = "log1p";
  CHECK_THROWS_WITH(fit_pooled(models, options),
                    Catch::Matchers::Contains("data.transform = log1p of data whose sign"));
}
