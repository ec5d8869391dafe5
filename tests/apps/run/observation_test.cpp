#include "apps/run/observation.hpp"

#include <cmath>

#include "core/files/npy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

const std::vector<double> expected{1, 2.5, -3};

std::vector<double> read(const TemporaryDirectory& folder, const std::string& entry, std::size_t size = 3) {
  return read_observation(ConfigNode::parse(entry, "run.yaml"), folder.path(), size);
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
  CHECK(read(folder, "{file: x.csv, columns: [b]}", 1) == std::vector<double>{2, 5});
  CHECK(read(folder, "x.csv", 6).size() == 6);
  CHECK_THROWS_WITH(read(folder, "x.csv", 2), Catch::Contains("6 values (the simulators make 2)"));
  CHECK_THROWS_WITH(read(folder, "[1, 2, 3, 4, 5, 6]"), Catch::Contains("6 values (the simulators make 3)"));
}

TEST_CASE("many observations are the rows of a file, whatever the shape of one") {
  const TemporaryDirectory folder;
  write_text(folder / "x.csv", "a,b,c\n1,2,3\n4,5,6\n");
  const Observations table = read_observations((folder / "x.csv").string(), 3);
  CHECK(table.x.rows() == 2);
  CHECK(table.shape == Shape{3});
  CHECK(table.x.values() == std::vector<double>{1, 2, 3, 4, 5, 6});
  write_npy(folder / "maps.npy", {2, 2, 3}, std::vector<double>(12, 1.0));
  CHECK(read_observations((folder / "maps.npy").string(), 6).x.rows() == 2);
  CHECK(read_observations((folder / "maps.npy").string(), 6).shape == Shape{2, 3});
  write_npy(folder / "numbers.npy", {5}, std::vector<double>(5, 1.0));
  CHECK(read_observations((folder / "numbers.npy").string(), 1).x.rows() == 5);
  write_npy(folder / "nan.npy", {2, 2}, std::vector<double>{1, 2, 3, std::nan("")});
  using Catch::Contains;
  CHECK_THROWS_WITH(read_observations((folder / "x.csv").string(), 2), Contains("[2, 3] (must be [m, ...] with 2"));
  CHECK_THROWS_WITH(read_observations((folder / "numbers.npy").string(), 5), Contains("an array [5]"));
  CHECK_THROWS_WITH(read_observations((folder / "nan.npy").string(), 2), Contains("value 2 of row 2 is nan"));
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
