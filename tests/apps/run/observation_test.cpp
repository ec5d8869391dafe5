#include "apps/run/observation.hpp"

#include <cmath>

#include "core/files/npy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fits_writer.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

const std::vector<double> expected{1, 2.5, -3};

std::vector<double> read(const TemporaryDirectory& folder, const std::string& entry,
                         const DataLayout& layout = DataLayout{3}) {
  return read_observation(ConfigNode::parse(entry, "run.yaml"), folder.path(), layout);
}

}  // namespace

TEST_CASE("an observation is a file, a column of one, or the numbers themselves") {
  const TemporaryDirectory folder;
  write_text(folder / "x.csv", "t,x\n0,1\n1,2.5\n2,-3\n");
  write_npy(folder / "x.npy", {3, 1}, std::span<const double>(expected));
  for (const char* entry :
       {"{file: x.csv, columns: [x]}", "x.npy", "{file: x.npy}", "[1, 2.5, -3]", "{inline: [1, 2.5, -3]}"}) {
    INFO(entry);
    CHECK(read(folder, entry) == expected);
    CHECK(read(folder, resolve_observation(ConfigNode::parse(entry, "")).to_yaml()) == expected);
  }
}

TEST_CASE("a table with one row for each observation is several of them") {
  const TemporaryDirectory folder;
  write_text(folder / "x.csv", "a,b,c\n1,2,3\n4,5,6\n");
  CHECK(read(folder, "x.csv") == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(read(folder, "{file: x.csv, columns: [b]}", {1}) == std::vector<double>{2, 5});
  CHECK_THROWS_WITH(read(folder, "x.csv", {2}), Catch::Contains("6 values (the simulators make 2)"));
  CHECK_THROWS_WITH(read(folder, "[1, 2, 3, 4, 5, 6]"), Catch::Contains("6 values (the simulators make 3)"));
}

TEST_CASE("many observations are the rows of a file, whatever the shape of one") {
  const TemporaryDirectory folder;
  write_text(folder / "x.csv", "a,b,c\n1,2,3\n4,5,6\n");
  const auto many = [&](const char* file, const DataLayout& layout) {
    return read_observations((folder / file).string(), layout);
  };
  const Matrix table = many("x.csv", {3});
  CHECK(table.rows() == 2);
  CHECK(table.values() == std::vector<double>{1, 2, 3, 4, 5, 6});
  write_npy(folder / "maps.npy", {2, 2, 3}, std::vector<double>(12, 1.0));
  CHECK(many("maps.npy", {2, 3}).rows() == 2);
  write_npy(folder / "flat.npy", {2, 6}, std::vector<double>(12, 1.0));
  CHECK(many("flat.npy", {2, 3}).rows() == 2);
  write_npy(folder / "numbers.npy", {5}, std::vector<double>(5, 1.0));
  CHECK(many("numbers.npy", {1}).rows() == 5);
  write_npy(folder / "nan.npy", {2, 2}, std::vector<double>{1, 2, 3, std::nan("")});
  using Catch::Contains;
  CHECK_THROWS_WITH(many("x.csv", {2}), Contains("[2, 3] (must be [m, ...] with [2]"));
  CHECK_THROWS_WITH(many("maps.npy", {3, 2}), Contains("[2, 2, 3] (must be [m, ...] with [3, 2]"));
  CHECK_THROWS_WITH(many("maps.npy", {6}), Contains("[2, 2, 3] (must be [m, ...] with [6]"));
  CHECK_THROWS_WITH(many("numbers.npy", {5}), Contains("an array [5]"));
  CHECK_THROWS_WITH(many("nan.npy", {2}), Contains("value 2 of row 2 is nan"));
}

TEST_CASE("an observation of another shape is refused, though it has as many numbers") {
  const TemporaryDirectory folder;
  write_npy(folder / "maps.npy", {2, 2, 3}, std::vector<double>(12, 1.0));
  write_npy(folder / "map.npy", {2, 3}, std::vector<double>(6, 1.0));
  write_npy(folder / "turned.npy", {3, 2}, std::vector<double>(6, 1.0));
  write_text(folder / "column.csv", "x\n1\n2\n3\n4\n5\n6\n");
  write_text(folder / "row.csv", "1,2,3,4,5,6\n");
  using Catch::Contains;
  for (const char* good : {"map.npy", "maps.npy", "column.csv", "row.csv", "[1, 2, 3, 4, 5, 6]"}) {
    INFO(good);
    CHECK_NOTHROW(read(folder, good, {2, 3}));
  }
  CHECK_THROWS_WITH(read(folder, "turned.npy", {2, 3}), Contains("the shape [3, 2] (the simulators make [2, 3])"));
  CHECK_THROWS_WITH(read(folder, "map.npy", {6}), Contains("the shape [2, 3] (the simulators make [6])"));
  CHECK_THROWS_WITH(read(folder, "map.npy", {3, 2, 1}), Contains("the shape [2, 3]"));
}

TEST_CASE("named columns of an observation go by the names of the data") {
  const TemporaryDirectory folder;
  const DataLayout layout{{2}, {"flux", "colour"}};
  write_text(folder / "turned.csv", "colour,flux\n2,1\n20,10\n");
  write_text(folder / "more.csv", "id,colour,flux\nstar,2,1\n");
  write_text(folder / "other.csv", "colour,size\n2,1\n");
  write_text(folder / "apart.csv", "a,b\n1,2\n");
  write_text(folder / "column.csv", "value\n1\n2\n");
  write_text(folder / "bare.csv", "1,2\n");
  const std::vector<double> one{1, 2};
  CHECK(read(folder, "turned.csv", layout) == std::vector<double>{1, 2, 10, 20});
  CHECK(read(folder, "{file: turned.csv, columns: [colour, flux]}", layout) == std::vector<double>{1, 2, 10, 20});
  CHECK(read(folder, "more.csv", layout) == one);
  CHECK(read(folder, "{file: apart.csv, columns: [a, b]}", layout) == one);  // the order was chosen
  for (const char* unnamed : {"column.csv", "bare.csv", "[1, 2]"}) CHECK(read(folder, unnamed, layout) == one);
  using Catch::Contains;
  for (const char* wrong : {"other.csv", "{file: other.csv, columns: [colour, size]}"}) {
    CHECK_THROWS_WITH(read(folder, wrong, layout),
                      Contains("has the columns colour, size (those of the simulations are flux, colour)"));
  }
  CHECK_THROWS_WITH(read(folder, "apart.csv", layout), Contains("has the columns a, b"));
  CHECK(read_observations((folder / "turned.csv").string(), layout).values() == std::vector<double>{1, 2, 10, 20});
  CHECK_THROWS_WITH(read_observations((folder / "apart.csv").string(), layout), Contains("has the columns a, b"));
}

TEST_CASE("an observation is an image or a row of a table in a FITS file") {
  const TemporaryDirectory folder;
  {
    FitsWriter file((folder / "x.fits").string());
    file.image(DOUBLE_IMG, TDOUBLE, {3}, expected, "SPECTRUM");
    file.table({{"id", "1J"}, {"flux", "3D"}, {"t", "1D"}}, "TABLE");
    file.fill(2, TDOUBLE, expected);
    file.fill(3, TDOUBLE, std::vector<double>{7});
    file.image(DOUBLE_IMG, TDOUBLE, {2}, std::vector<double>{1, NAN}, "BAD");
  }
  CHECK(read(folder, "'x.fits:/SPECTRUM'") == expected);
  CHECK(read(folder, "{file: 'x.fits:/TABLE', columns: [flux]}") == expected);
  CHECK(read(folder, "'x.fits:/TABLE'", {{4}, {"t", "flux_2", "flux_1", "flux_3"}}) ==
        std::vector<double>{7, 2.5, 1, -3});
  CHECK(read_observations((folder / "x.fits").string() + ":/table", {{3}, {"flux_1", "flux_2", "flux_3"}}).values() ==
        expected);
  CHECK_THROWS_WITH(read(folder, "'x.fits:/BAD'", {2}), Catch::Contains("x.fits:/BAD: value 2 of 2 is nan"));
}

TEST_CASE("an observation that does not fit is an error that says where") {
  const TemporaryDirectory folder;
  using Catch::Contains;
  CHECK_THROWS_WITH(read(folder, "[1, 2]"), Contains("2 values (the simulators make 3)"));
  CHECK_THROWS_WITH(read(folder, "[1, .nan, 3]"), Contains("value 2 of 3 is nan"));
  CHECK_THROWS_WITH(read(folder, "{}"), Contains("either a file or a list"));
  CHECK_THROWS_WITH(read(folder, "{file: a.csv, inline: [1]}"), Contains("either a file or a list"));
  CHECK_THROWS_WITH(read(folder, "{inline: [1, 2, 3], columns: [a]}"), Contains("columns belong to a file"));
  CHECK_THROWS_WITH(read(folder, "absent.csv"), Contains("absent.csv"));
}

}  // namespace inquest::testing
