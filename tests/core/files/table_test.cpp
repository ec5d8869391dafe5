#include "core/files/table.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/h5.hpp"
#include "core/files/npy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using Catch::Matchers::Contains;
using Shape = std::vector<std::size_t>;
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

namespace {

class CsvFile {
 public:
  explicit CsvFile(const std::string& content, const std::string& name = "t.csv")
      : location_((folder_ / name).string()) {
    write_file(location_, content);
  }
  Table read(const Names& columns = {}) const { return read_table(location_, columns); }

  /// Message of the Error(data) that reading ends in.
  std::string refusal(const Names& columns = {}) const {
    try {
      read(columns);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::data);
      return error.what();
    }
    return "accepted";
  }

 private:
  testing::TemporaryDirectory folder_;
  std::string location_;
};

}  // namespace

TEST_CASE("table reads commas, blanks and comments") {
  for (const std::string text : {"1,2\n3,4\n", " 1 , 2 \r\n# no\r\n\r\n3,+4", "1 2\n  3\t 4  \n",
                                 "\xEF\xBB\xBF"
                                 "1,2\n3,4e0"}) {
    const Table table = CsvFile(text).read();
    CHECK(table.shape == Shape{2, 2});
    CHECK(table.values == Numbers{1, 2, 3, 4});
    CHECK(table.columns.empty());
  }
}

TEST_CASE("table reads a header and picks columns in the order asked for") {
  const CsvFile file("# from the survey\nname,z,H,\"sigma, total\"\nA,0.1,69,19.6\n\"B, \"\"old\"\"\",0.2,72.9,29.6\n");
  const Table table = file.read({"H", "z"});
  CHECK(table.shape == Shape{2, 2});
  CHECK(table.values == Numbers{69, 0.1, 72.9, 0.2});
  CHECK(table.columns == Names{"H", "z"});
  CHECK(file.read({"sigma, total"}).values == Numbers{19.6, 29.6});
  CHECK_THAT(file.refusal(), Contains("t.csv:3: column 'name' = 'A'"));
}

TEST_CASE("table reads numbers as C++ prints them, and NaN and infinity") {
  const Table table = CsvFile("a\n1e-320\nnan\nNaN\n-inf\n0.1\n1e400\n").read();
  CHECK(table.values[0] == 1e-320);
  CHECK(std::isnan(table.values[1]));
  CHECK(std::isnan(table.values[2]));
  CHECK(table.values[3] == -INFINITY);
  CHECK(table.values[4] == 0.1);
  CHECK(table.values[5] == INFINITY);
}

TEST_CASE("table errors name file, line, column and value") {
  CHECK_THAT(CsvFile("z,H\n1,2\n3,x4\n").refusal(), Contains("t.csv:3: column 'H' = 'x4'"));
  CHECK_THAT(CsvFile("1,2\n\n3,4x\n").refusal(), Contains("t.csv:3: column 2 = '4x'"));
  CHECK_THAT(CsvFile("z,H\n1,2\n3\n").refusal(), Contains("t.csv:3: has 1 fields (the lines above have 2)"));
  CHECK_THAT(CsvFile("z,H\n1,\n").refusal(), Contains("t.csv:2: column 'H' is empty"));
  CHECK_THAT(CsvFile("z,H\n1,\"2\n").refusal(), Contains("t.csv:2: a quote"));
  CHECK_THAT(CsvFile("A,1\nB,2\n").refusal(), Contains("t.csv:1: mixes numbers and text"));
  CHECK_THAT(CsvFile("# nothing\nz,H\n").refusal(), Contains("no rows"));
  CHECK_THAT(CsvFile("").refusal(), Contains("no rows"));
}

TEST_CASE("table: an empty field matters only where its column is asked for") {
  CHECK(CsvFile("z,H\n1,\n2,\n").read({"z"}).values == Numbers{1, 2});
}

TEST_CASE("table errors on columns that are not there suggest the nearest") {
  const std::string refusal = CsvFile("redshift,Hubble\n1,2\n").refusal({"redshfit"});
  CHECK_THAT(refusal, Contains("no column 'redshfit'") && Contains("redshift") && Contains("Hubble"));
  CHECK_THAT(CsvFile("1,2\n").refusal({"z"}), Contains("does not name its columns"));
  CHECK_THAT(CsvFile("z,z\n1,2\n").refusal({"z"}), Contains("several columns 'z'"));
}

TEST_CASE("table reads .npy files and HDF5 datasets") {
  const testing::TemporaryDirectory folder;
  const Numbers values{1, 2, 3, 4, 5, 6};
  write_npy(folder / "x.npy", {1, 2, 3}, std::span<const double>(values));
  H5File file = H5File::create(folder / "x.h5");
  file.write("a/b", {3, 2}, std::span<const double>(values));
  file.close();

  CHECK(read_table((folder / "x.npy").string()).shape == Shape{1, 2, 3});
  const Table table = read_table((folder / "x.h5").string() + ":/a/b");
  CHECK(table.shape == Shape{3, 2});
  CHECK(table.values == values);
  CHECK_THROWS_WITH(read_table((folder / "x.h5").string() + ":/a/c"), Contains("no 'c' in /a"));
  CHECK_THROWS_WITH(read_table((folder / "x.h5").string()), Contains(":/x"));
  CHECK_THROWS_WITH(read_table((folder / "x.npy").string(), {"z"}), Contains("no named columns"));
  CHECK_THROWS_WITH(read_table("x.xlsx"), Contains("'.xlsx'"));
  CHECK_THROWS_WITH(read_table((folder / "y.csv").string()), Contains("does not exist"));
}

TEST_CASE("table reads a file's only dataset without its name, and extensions in capitals") {
  const testing::TemporaryDirectory folder;
  const Numbers values{1, 2, 3};
  for (const char* name : {"one.h5", "one.hdf", "one.nc"}) {
    H5File file = H5File::create(folder / name);
    file.write("data", {3}, std::span<const double>(values));
    file.close();
    CHECK(read_table((folder / name).string()).values == values);
  }
  CHECK(CsvFile("1\n2\n3\n", "T.CSV").read().values == values);
}

TEST_CASE("table: the names of the columns of a text, whatever is in them") {
  const testing::TemporaryDirectory folder;
  write_file(folder / "t.csv", ",name,b,a\n0,star,1,2\n");
  write_file(folder / "bare.csv", "1,2\n");
  CHECK(column_names((folder / "t.csv").string()) == Names{"name", "b", "a"});
  CHECK(column_names((folder / "bare.csv").string()).empty());
  CHECK(column_names((folder / "x.npy").string()).empty());
  CHECK(names_columns("X.CSV"));
  CHECK_FALSE(names_columns("x.npz:/x.csv"));
}
