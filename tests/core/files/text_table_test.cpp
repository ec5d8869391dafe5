#include "core/files/text_table.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using Catch::Matchers::Contains;
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

namespace {

TextTable read(const std::string& content, const Names& names = {}) {
  const testing::TemporaryDirectory folder;
  write_file(folder / "t.txt", content);
  return read_text_table((folder / "t.txt").string(), names);
}

const Numbers readings{0.4, -0.7, 0.1};

}  // namespace

TEST_CASE("text tables: a column without a name is the index that pandas writes") {
  for (const std::string text : {",reading\n0,0.4\n1,-0.7\n2,0.1\n", "\"\",\"reading\"\n0,0.4\n1,-0.7\n2,0.1\n",
                                 "\treading\n0\t0.4\n1\t-0.7\n2\t0.1\n"}) {
    CHECK(read(text).values == readings);
    CHECK(read(text).names == Names{"reading"});
    CHECK(read(text, {"reading"}).values == readings);
    CHECK_THROWS_WITH(read(text, {""}), Contains("no column ''"));
  }
}

TEST_CASE("text tables: numbers that pandas gives columns without names are no row") {
  for (const std::string text : {"0,1\n0.5,-0.25\n", ",0,1\n0,0.5,-0.25\n", ",0\n0,0.5\n1,0.25\n", "0;1;2\n3;4;5\n",
                                 "# a table\n0\t1\n0.5\t-0.25\n"}) {
    CHECK_THROWS_WITH(read(text), Contains("numbers columns that have no names") && Contains("header=False"));
  }
  CHECK(read("0,1\n").values == Numbers{0, 1});                 // an only row
  CHECK(read("0,1\n1,0\n").values == Numbers{0, 1, 1, 0});      // integers
  CHECK(read("0 1\n0.5 2\n").values == Numbers{0, 1, 0.5, 2});  // which pandas does not write
  CHECK(read("0\n0.5\n").values == Numbers{0, 0.5});
  CHECK(read("0.0,1.0\n0.5,2\n").values == Numbers{0, 1, 0.5, 2});
  CHECK(read("# t,y\n0,1\n0.5,2\n").values == Numbers{0, 1, 0.5, 2});
}

TEST_CASE("text tables: what is no text of lines, or has other separators, is told as that") {
  using namespace std::string_literals;
  CHECK_THROWS_WITH(read("\xFF\xFE"
                         "f\0\n\0"s),
                    Contains("is in UTF-16") && Contains("save it as UTF-8"));
  CHECK_THROWS_WITH(read("f,k\r0.5,-0.25\r"), Contains("carriage returns alone"));
  for (const std::string text : {"f|k\n0.5|-0.25\n", "0.5|-0.25|3\n"}) {
    CHECK_THROWS_WITH(read(text), Contains("bars separate no fields"));
  }
  CHECK(read("|B|\n0.5\n").names == Names{"|B|"});
}

TEST_CASE("text tables: separators are semicolons, commas, tabs or white space") {
  for (const std::string text :
       {"i;reading\n1;0.4\n2;-0.7\n3;0.1\n", "i\treading\n1\t0.4\n2\t-0.7\n3\t0.1\n",
        "  i \t reading\n 1   0.4\n2\t-0.7\n 3 0.1  \n", "i,reading,\n1,0.4,\n2,-0.7,\n3,0.1,\n"}) {
    CHECK(read(text, {"reading"}).values == readings);
    CHECK(read(text).values == Numbers{1, 0.4, 2, -0.7, 3, 0.1});
  }
  CHECK(read("1,0.4,\n2,-0.7,\n").values == Numbers{1, 0.4, 2, -0.7});
  CHECK_THROWS_WITH(read("i;reading\n1;0,4\n"), Contains("column 'reading' = '0,4'"));
}

TEST_CASE("text tables: a comment right above the numbers names the columns") {
  CHECK(read("# i reading\n1 0.4\n2 -0.7\n3 0.1\n", {"reading"}).values == readings);
  CHECK(read("# made yesterday by hand\n#i,reading\n1,0.4\n2,-0.7\n3,0.1\n", {"reading"}).values == readings);
  CHECK(read("# two words here\n1 0.4\n").names.empty());
  CHECK(read("# 0 1\n1 0.4\n").names.empty());  // a row that is commented out
  CHECK(read("# a b\ni reading\n1 0.4\n").names == Names{"i", "reading"});
}

TEST_CASE("text tables: numbers as Fortran writes them") {
  CHECK(read("1.0D+05 1.5d-3 -2.D0 1.0-105 -1.25+100 .5D1\n").values == Numbers{1e5, 1.5e-3, -2, 1e-105, -1.25e100, 5});
  for (const std::string text : {"1.0-05", "2020-01-01", "1.5d", "1-105"}) {
    CHECK_THROWS_WITH(read("a\n" + text + "\n"), Contains("'" + text + "' (a number is needed)"));
  }
}

TEST_CASE("text tables: a first line that mixes names and numbers is refused") {
  CHECK_THROWS_WITH(read("i,2\n1,2\n"), Contains("t.txt:1: mixes numbers and text"));
  CHECK_THROWS_WITH(read(",\n,\n"), Contains("column 1 is empty"));
}
