#include "core/files/ecsv.hpp"

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

using Catch::Contains;
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

// As astropy 6 writes it, with units, a mixin and metadata.
const std::string head =
    "# %ECSV 1.0\n"
    "# ---\n"
    "# datatype:\n"
    "# - {name: a, datatype: float64}\n"
    "# - {name: flux, unit: Jy, datatype: float32, description: 'in the band: r'}\n"
    "# - {name: star, datatype: string}\n"
    "# - {name: seen, datatype: bool}\n"
    "# - {name: spectrum, datatype: string, subtype: 'float64[3]'}\n"
    "# meta: !!omap\n"
    "# - __serialized_columns__:\n"
    "#     flux: {__class__: astropy.units.quantity.Quantity, unit: !astropy.units.Unit {unit: Jy},\n"
    "#       value: !astropy.table.SerializedColumn {name: flux}}\n"
    "# schema: astropy-2.0\n";
const std::string rows =
    "a flux star seen spectrum\n"
    "1.5 0.25 Vega True [1.0,2.0,3.0]\n"
    "-2e-3 4.0 \"Barnard's star\" False [4.0,5.0,6.0]\n";

Table read(const std::string& text, const Names& columns = {}, const std::string& name = "t.ecsv") {
  const testing::TemporaryDirectory folder;
  write_file(folder / name, text);
  return read_table((folder / name).string(), columns);
}

std::string refusal(const std::string& text, const Names& columns = {}) {
  const Error error = testing::error_from([&] { read(text, columns); });
  CHECK(error.kind() == ErrorKind::data);
  return error.what();
}

std::string with_columns(const std::string& columns, const std::string& body) {
  return "# %ECSV 1.0\n# ---\n" + columns + "# schema: astropy-2.0\n" + body;
}

}  // namespace

TEST_CASE("ecsv: what astropy writes, by names of columns and with truth values") {
  for (const char* name : {"t.ecsv", "t.txt"}) {
    const Table table = read(head + rows, {"flux", "a", "seen"}, name);
    CHECK(table.shape == std::vector<std::size_t>{2, 3});
    CHECK(table.values == Numbers{0.25, 1.5, 1, 4, -2e-3, 0});
    CHECK(table.columns == Names{"flux", "a", "seen"});
  }
  const EcsvHeader header = read_ecsv_header(head, "t.ecsv");
  REQUIRE(header.columns.size() == 5);
  CHECK(header.columns[1].type == "float32");
  CHECK(header.columns[4].subtype == "float64[3]");
  CHECK(header.delimiter == ' ');
}

TEST_CASE("ecsv: the delimiter is the header's, and the first line holds names whatever they look like") {
  const std::string names = "# - {name: '1', datatype: int64}\n# - {name: 'm;r', datatype: int64}\n";
  CHECK(read(with_columns("# delimiter: ','\n# datatype:\n" + names, "1,m;r\n3,4\n")).columns == Names{"1", "m;r"});
  CHECK(read(with_columns("# datatype:\n" + names, "1 m;r\n3 4\n")).values == Numbers{3, 4});
  const std::string one = "# datatype: [{name: x, datatype: float64}]\n";
  CHECK(read(with_columns(one, "x\n1\n2\n")).values == Numbers{1, 2});
  CHECK(read("\xEF\xBB\xBF" + with_columns(one, "x\r\n1\r\n")).values == Numbers{1});
}

TEST_CASE("ecsv: columns that hold no numbers are refused by name, whatever is in them") {
  CHECK_THAT(refusal(head + rows), Contains("t.ecsv: column 'star' holds text (numbers are needed)"));
  CHECK_THAT(refusal(head + rows, {"spectrum"}), Contains("column 'spectrum' holds arrays or objects (float64[3])"));
  const std::string digits = with_columns("# datatype: [{name: id, datatype: string}]\n", "id\n12\n");
  CHECK_THAT(refusal(digits), Contains("column 'id' holds text"));
  CHECK_THAT(refusal(with_columns("# datatype: [{name: z, datatype: complex128}]\n", "z\n(1+2j)\n")),
             Contains("column 'z' holds complex numbers"));
  CHECK(no_numbers_because({"x", "uint16", ""}).empty());
  CHECK(no_numbers_because({"x", "object", ""}) == "object");
}

TEST_CASE("ecsv: masked values are refused with line and column") {
  const std::string flux = "# datatype:\n# - {name: a, datatype: int64}\n# - {name: flux, datatype: float64}\n";
  const std::string empty = with_columns(flux, "a flux\n1 2.5\n2 \"\"\n");
  CHECK_THAT(refusal(empty), Contains("t.ecsv:9: column 'flux' is empty (a number is needed"));
  CHECK(read(empty, {"a"}).values == Numbers{1, 2});

  const std::string masks =
      with_columns(flux + "# - {name: flux.mask, datatype: bool}\n", "a flux flux.mask\n1 2.5 False\n2 7.5 True\n");
  CHECK_THAT(refusal(masks), Contains("t.ecsv:10: column 'flux' is masked (flux.mask says so"));
  CHECK(read(masks, {"a"}).values == Numbers{1, 2});
  const std::string none =
      with_columns(flux + "# - {name: flux.mask, datatype: bool}\n", "a flux flux.mask\n1 2.5 False\n");
  CHECK(read(none).columns == Names{"a", "flux"});
  CHECK(read(none, {"flux.mask"}).values == Numbers{0});
}

TEST_CASE("ecsv: a header that says nothing of the columns, or something else than the names, is an error") {
  const std::string one = "# datatype: [{name: x, datatype: float64}]\n";
  CHECK_THAT(refusal(with_columns(one, "y\n1\n")), Contains("t.ecsv:5: names the columns y (the header above has x)"));
  CHECK_THAT(refusal(with_columns("", "y\n1\n")), Contains("has no list 'datatype'"));
  CHECK_THAT(refusal("# %ECSV 1.0\nx\n1\n"), Contains("has no list 'datatype'"));
  CHECK_THAT(refusal(with_columns("# datatype: [{name: x}]\n", "x\n1\n")), Contains("t.ecsv:3: a column has no name"));
  CHECK_THAT(refusal(with_columns("# datatype: [{name: x,\n", "x\n1\n")), Contains("its ECSV header is no YAML"));
  CHECK_THAT(refusal(with_columns("# delimiter: '|'\n" + one, "x\n1\n")), Contains("its delimiter is '|'"));
  CHECK_THAT(refusal(with_columns(one, "x\nTrue\n")), Contains("t.ecsv:6: column 'x' = 'True' (a number is needed)"));
}

}  // namespace inquest
