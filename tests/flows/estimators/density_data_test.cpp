#include "flows/estimators/density_data.hpp"

#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

// More rows than a block: normal, integer, constant.
JointData example(const ScratchPolicy& policy) {
  constexpr std::size_t rows = 10000;
  JointData data{Matrix(rows, 1), {rows, 3, policy}, {}};
  Random random({1});
  for (std::size_t i = 0; i < rows; ++i) {
    data.x(i, 0) = 3 + 2 * random.normal();
    data.x(i, 1) = static_cast<double>(random.below(5));
    data.x(i, 2) = 7;
  }
  data.split = split_rows({2}, "example", rows, 100, 0.1);
  return data;
}

}  // namespace

TEST_CASE("density data: rows are what selecting, dequantising and standardising one by one gives") {
  const JointData data = example({});
  const DataColumns columns = density_columns(data);
  const DataView view = density_view(columns, data, {}, {3});
  const Standardizer& standardizer = view.scales();
  REQUIRE(columns.size() == 2);
  Matrix x = columns.select(data.x, data.split.train);
  columns.dequantise(x, {3});
  CHECK(tensors_close(density_rows(columns, standardizer, data, data.split.train, {3}), standardizer.apply(x)));
  std::vector<std::size_t> all(x.rows());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const Standardizer expected = Standardizer::fit(x, all, Compression::where_it_helps);
  CHECK(standardizer.location() == expected.location());
  CHECK(standardizer.scale() == expected.scale());
  CHECK(view.shape() == Shape{3});
}

TEST_CASE("density data: scales that are not those of the columns are refused") {
  const DataColumns columns({DataColumn{}, {DataColumn::Role::constant, 7}});
  CHECK_NOTHROW(require_scales_of(columns, DataView({2}, Standardizer({0}, {1}))));
  for (const DataView& view : {DataView({3}, Standardizer({0}, {1})), DataView({2}, Standardizer({0, 0}, {1, 1}))}) {
    const Error error = error_from([&] { require_scales_of(columns, view); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), Contains("(the density is over 1 of 2 numbers)"));
  }
}

TEST_CASE("density data: in scratch they are the same") {
  const TemporaryDirectory folder;
  const JointData memory = example({}), file = example({folder.path(), 1});
  REQUIRE(file.x.in_file());
  const DataColumns columns = density_columns(file);
  const Standardizer standardizer = density_view(columns, file, {}, {3}).scales();
  CHECK(standardizer.location() == density_view(columns, memory, {}, {3}).scales().location());
  CHECK(tensors_close(density_rows(columns, standardizer, file, file.split.train, {3}),
                      density_rows(columns, standardizer, memory, memory.split.train, {3})));
}
