#include "core/files/fits.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include <zlib.h>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/fits_writer.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

using Catch::Contains;
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A file in a folder of its own.
struct Place {
  std::string operator()(const std::string& name) const { return (folder / name).string(); }
  std::string refusal(const std::string& name, const std::string& part = "", const Names& columns = {}) const {
    const Error error = testing::error_from([&] { read_fits((*this)(name), part, columns); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), Contains(name));
    return error.what();
  }

  testing::TemporaryDirectory folder;
};

/// theta and data of three simulations: a, name, flux [2], b.
void write_simulations(const std::string& path) {
  testing::FitsWriter file(path);
  file.table({{"a", "1D"}, {"name", "4A"}, {"flux", "2E"}, {"b", "1J"}}, "SIMS");
  file.fill<double>(1, TDOUBLE, {1.25, 2.5, 3.75});
  std::vector<std::string> words{"one", "two", "tri"};
  file.fill<char*>(2, TSTRING, {words[0].data(), words[1].data(), words[2].data()});
  file.fill<float>(3, TFLOAT, {1, 2, 3, 4, 5, 6});
  file.fill<int>(4, TINT, {-7, 8, 9});
}

void gzip(const std::string& from, const std::string& to) {
  const std::string content = read_file(from);
  const gzFile file = gzopen(to.c_str(), "wb");
  gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
  gzclose(file);
}

}  // namespace

TEST_CASE("fits: an image of any BITPIX, in the order of C") {
  const Place place;
  const Shape shape{2, 3, 4};
  std::vector<double> expected(24);
  for (std::size_t i = 0; i < 24; ++i) expected[i] = static_cast<double>(i) + 3;
  for (const int bitpix : {BYTE_IMG, SBYTE_IMG, SHORT_IMG, USHORT_IMG, LONG_IMG, ULONG_IMG, LONGLONG_IMG, ULONGLONG_IMG,
                           FLOAT_IMG, DOUBLE_IMG}) {
    CAPTURE(bitpix);
    const std::string path = place("image" + std::to_string(bitpix) + ".fits");
    testing::FitsWriter(path).image(bitpix, TDOUBLE, shape, expected);
    const FitsArray image = read_fits(path);
    CHECK(image.shape == shape);
    CHECK(image.values == expected);
    CHECK(image.columns.empty());
    CHECK(fits_column_names(path).empty());
    CHECK_FALSE(is_fits_table(path));
  }
}

TEST_CASE("fits: BSCALE and BZERO are applied") {
  const Place place;
  testing::FitsWriter(place("x.fits")).image<short>(SHORT_IMG, TSHORT, {3}, {-2, 0, 30000}, "", 0.25, 100);
  CHECK(read_fits(place("x.fits")).values == Numbers{99.5, 100, 7600});
}

TEST_CASE("fits: numbers of double precision are read bit by bit, those that are none as they are") {
  const Place place;
  const Numbers values{1e-320, -0.0, 1e308, nan, std::numeric_limits<double>::infinity()};
  testing::FitsWriter(place("x.fits")).image(DOUBLE_IMG, TDOUBLE, {5}, values);
  const Numbers read = read_fits(place("x.fits")).values;
  CHECK(std::memcmp(read.data(), values.data(), 3 * sizeof(double)) == 0);
  CHECK(std::isnan(read[3]));
  CHECK(read[4] == values[4]);
}

TEST_CASE("fits: pixels without a value are refused with their place") {
  const Place place;
  {
    testing::FitsWriter file(place("x.fits"));
    file.image<short>(SHORT_IMG, TSHORT, {2, 3}, {1, 2, 3, 4, 5, 6});
    file.number("BLANK", 6);
  }
  CHECK_THAT(place.refusal("x.fits"), Contains("x.fits: pixel (3, 2) has no value (BLANK marks it"));
}

TEST_CASE("fits: integers that no double is equal to are refused") {
  const Place place;
  const LONGLONG largest = LONGLONG{1} << 53;
  testing::FitsWriter(place("good.fits")).image<LONGLONG>(LONGLONG_IMG, TLONGLONG, {2}, {largest, -largest});
  CHECK(read_fits(place("good.fits")).values == Numbers{0x1p53, -0x1p53});
  testing::FitsWriter(place("bad.fits")).image<LONGLONG>(LONGLONG_IMG, TLONGLONG, {2}, {0, largest + 2});
  CHECK_THAT(place.refusal("bad.fits"), Contains("pixel (2) holds about 9.007199255e+15"));
  {
    testing::FitsWriter file(place("table.fits"));
    file.table({{"id", "1K"}});
    file.number("TNULL1", -5);
    file.fill<LONGLONG>(1, TLONGLONG, {3, -largest - 2});
  }
  CHECK_THAT(place.refusal("table.fits"), Contains("row 2 (from 1), column 'id' holds about"));
}

TEST_CASE("fits: a part is a number or a name, and the only one with data needs none") {
  const Place place;
  {
    testing::FitsWriter file(place("x.fits"));
    file.image<double>(DOUBLE_IMG, TDOUBLE, {}, {});
    file.image<double>(DOUBLE_IMG, TDOUBLE, {2}, {1, 2}, "SCI");
    file.image<double>(DOUBLE_IMG, TDOUBLE, {2}, {3, 4}, "ERR");
    file.image<double>(DOUBLE_IMG, TDOUBLE, {2}, {5, 6}, "SCI");
  }
  CHECK(read_fits(place("x.fits"), "1").values == Numbers{1, 2});
  CHECK(read_fits(place("x.fits"), "err").values == Numbers{3, 4});
  CHECK(read_table(place("x.fits") + ":/3").values == Numbers{5, 6});
  CHECK_THAT(place.refusal("x.fits"),
             Contains("(it holds 1 (SCI), 2 (ERR), 3 (SCI)); name one, as in ") && Contains("x.fits:/1"));
  CHECK_THAT(place.refusal("x.fits", "SCI"), Contains("several parts 'SCI' (1 (SCI), 3 (SCI)); take the number"));
  CHECK_THAT(place.refusal("x.fits", "DQ"), Contains("has no part 'DQ' (it holds 0, 1 (SCI), 2 (ERR), 3 (SCI))"));
  CHECK_THAT(place.refusal("x.fits", "4"), Contains("has no part '4'"));
  CHECK_THAT(place.refusal("x.fits", "EER"), Contains("did you mean 'ERR'?"));
  CHECK_THAT(place.refusal("x.fits", "0"), Contains("x.fits:/0 holds no data"));
  CHECK_THAT(place.refusal("x.fits", "ERR", {"a"}), Contains("x.fits:/ERR is an image (column 'a' is asked for"));

  write_simulations(place("one.fits"));
  CHECK(is_fits_table(place("one.fits")));
  testing::FitsWriter(place("none.fits")).image<double>(DOUBLE_IMG, TDOUBLE, {}, {});
  CHECK_THAT(place.refusal("none.fits"), Contains("holds no data"));
}

TEST_CASE("fits: columns of a table by their names, in the order asked for") {
  const Place place;
  write_simulations(place("x.fits"));
  const FitsArray table = read_fits(place("x.fits"), "sims", {"b", "flux", "a"});
  CHECK(table.shape == Shape{3, 4});
  CHECK(table.values == Numbers{-7, 1, 2, 1.25, 8, 3, 4, 2.5, 9, 5, 6, 3.75});
  CHECK(table.columns == Names{"b", "flux_1", "flux_2", "a"});
  CHECK(read_fits(place("x.fits"), "", {"flux_2"}).values == Numbers{2, 4, 6});
  CHECK(read_fits(place("x.fits"), "", {"flux"}).columns == Names{"flux_1", "flux_2"});
  CHECK(fits_column_names(place("x.fits")) == Names{"a", "name", "flux_1", "flux_2", "b"});
  CHECK_THAT(place.refusal("x.fits", "", {"flux_3"}),
             Contains("x.fits:/SIMS has no column 'flux_3' (known: a, name, flux, b)"));
  CHECK_THAT(place.refusal("x.fits"), Contains("x.fits:/SIMS: column 'name' holds text (numbers are needed)"));
}

TEST_CASE("fits: columns of all types of numbers, scaled ones too, in tables of many rows") {
  const Place place;
  constexpr int rows = 5000;  // more than cfitsio's buffers hold
  const std::vector<std::string> forms{"1B", "1S", "1I", "1U", "1J", "1V", "1K", "1E", "1D", "1W"};
  std::vector<testing::FitsWriter::Column> columns;
  for (const std::string& form : forms) columns.push_back({"c" + form, form});
  columns.push_back({"scaled", "1I"});
  columns.push_back({"truth", "1L"});
  columns.push_back({"wide", "100D"});
  Numbers count(rows), wide(rows * 100);
  for (int i = 0; i < rows; ++i) count[static_cast<std::size_t>(i)] = i % 100;
  for (std::size_t i = 0; i < wide.size(); ++i) wide[i] = static_cast<double>(i) / 7;
  {
    testing::FitsWriter file(place("x.fits"));
    file.table(columns);
    file.real("TSCAL11", 0.5);
    file.real("TZERO11", 10);
    for (int j = 1; j <= 11; ++j) file.fill(j, TDOUBLE, count);
    std::vector<char> truth;
    for (const double value : count) truth.push_back(value == 99);
    file.fill(12, TLOGICAL, truth);
    file.fill(13, TDOUBLE, wide);
  }
  const FitsArray table = read_fits(place("x.fits"));
  REQUIRE(table.shape == Shape{rows, 112});
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const double* row = table.values.data() + i * 112;
    for (std::size_t j = 0; j < 11; ++j) wrong += row[j] != count[i];
    wrong += row[11] != (count[i] == 99);
    for (std::size_t j = 0; j < 100; ++j) wrong += row[12 + j] != wide[i * 100 + j];
  }
  CHECK(wrong == 0);
}

TEST_CASE("fits: a column of images keeps their shape") {
  const Place place;
  Numbers values(2 * 6);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  {
    testing::FitsWriter file(place("x.fits"));
    file.table({{"map", "6D"}, {"a", "1D"}});
    file.text("TDIM1", "(3,2)");
    file.fill(1, TDOUBLE, values);
    file.fill(2, TDOUBLE, Numbers{8, 9});
  }
  const FitsArray maps = read_fits(place("x.fits"), "", {"map"});
  CHECK(maps.shape == Shape{2, 2, 3});
  CHECK(maps.values == values);
  CHECK(maps.columns.empty());
  CHECK(read_fits(place("x.fits")).shape == Shape{2, 7});
}

TEST_CASE("fits: values that are not there are refused with row and column, NaN is read") {
  const Place place;
  {
    testing::FitsWriter file(place("x.fits"));
    file.table({{"n", "1J"}, {"counts", "3I"}, {"flux", "1E"}, {"truth", "1L"}});
    file.number("TNULL1", -99);
    file.number("TNULL2", -1);
    file.fill<int>(1, TINT, {1, 2, -99});
    file.fill<short>(2, TSHORT, {1, 2, 3, 4, 5, -1});
    file.fill<float>(3, TFLOAT, {1, std::numeric_limits<float>::quiet_NaN(), 3});
    file.fill<char>(4, TLOGICAL, {1, 0, 1});
    fits_write_col_null(file.file(), 4, 2, 1, 1, file.status());
  }
  CHECK_THAT(place.refusal("x.fits", "", {"n"}),
             Contains("x.fits:/1: row 3 (from 1), column 'n' has no value (TNULL1"));
  CHECK_THAT(place.refusal("x.fits", "", {"counts"}),
             Contains("row 2 (from 1), column 'counts', number 3 has no value"));
  CHECK_THAT(place.refusal("x.fits", "", {"truth"}), Contains("row 2 (from 1), column 'truth' has no value"));
  CHECK(std::isnan(read_fits(place("x.fits"), "", {"flux"}).values[1]));
}

TEST_CASE("fits: columns that hold no numbers are refused by name, and harm no others") {
  const Place place;
  {
    testing::FitsWriter file(place("x.fits"));
    file.table({{"z", "1C"}, {"bits", "8X"}, {"list", "1PD"}, {"nothing", "0D"}, {"good", "1D"}, {"", "1D"}});
    file.fill(5, TDOUBLE, Numbers{1, 2});
  }
  CHECK(read_fits(place("x.fits"), "", {"good"}).values == Numbers{1, 2});
  CHECK_THAT(place.refusal("x.fits", "", {"z"}), Contains("column 'z' holds complex numbers"));
  CHECK_THAT(place.refusal("x.fits", "", {"bits"}), Contains("column 'bits' holds bits"));
  CHECK_THAT(place.refusal("x.fits", "", {"list"}), Contains("column 'list' holds arrays of different lengths"));
  CHECK_THAT(place.refusal("x.fits", "", {"nothing"}), Contains("column 'nothing' holds nothing"));
  CHECK_THAT(place.refusal("x.fits", "", {"god"}), Contains("did you mean 'good'?"));
  CHECK_THAT(place.refusal("x.fits", "", {""}), Contains("has no column ''"));
}

TEST_CASE("fits: ASCII tables") {
  const Place place;
  {
    testing::FitsWriter file(place("x.fits"));
    file.table({{"a", "F10.4"}, {"n", "I6"}, {"word", "A5"}}, "", ASCII_TBL);
    file.text("TNULL2", "*");
    file.fill(1, TDOUBLE, Numbers{0.5, -2.25});
    file.fill<int>(2, TINT, {3, 4});
    fits_write_col_null(file.file(), 2, 2, 1, 1, file.status());
  }
  CHECK(read_fits(place("x.fits"), "", {"a"}).values == Numbers{0.5, -2.25});
  CHECK_THAT(place.refusal("x.fits", "", {"n"}), Contains("row 2 (from 1), column 'n' has no value (TNULL2"));
}

TEST_CASE("fits: compressed images, and files that gzip has packed") {
  const Place place;
  Numbers values(64 * 64);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>((i * 37) % 101);
  {
    testing::FitsWriter file(place("packed.fits.fz"));
    fits_set_compression_type(file.file(), RICE_1, file.status());
    file.image(LONG_IMG, TDOUBLE, {64, 64}, values, "MAP");
  }
  const Table packed = read_table(place("packed.fits.fz"));
  CHECK(packed.shape == Shape{64, 64});
  CHECK(packed.values == values);
  CHECK(read_file(place("packed.fits.fz")).size() < 64 * 64 * 4);

  testing::FitsWriter(place("x.fits")).image(DOUBLE_IMG, TDOUBLE, {64, 64}, values);
  gzip(place("x.fits"), place("x.fits.gz"));
  CHECK(read_table(place("x.fits.gz")).values == values);
  for (const std::string name : {"X.FITS.GZ", "named_as_if_not_packed.fits"}) {
    gzip(place("x.fits"), place(name));
    CHECK(read_table(place(name)).values == values);
  }
  const std::string whole = read_file(place("x.fits.gz"));
  write_file(place("cut.fits.gz"), whole.substr(0, whole.size() / 2));
  place.refusal("cut.fits.gz");
}

TEST_CASE("fits: a name of a file is a name and nothing else") {
  const Place place;
  for (const std::string name : {"x[1].fits", "x(y).fits", "x+1.fits", "a b.fits", "!x.fits"}) {
    testing::FitsWriter(place("plain.fits")).image<double>(DOUBLE_IMG, TDOUBLE, {2}, {1, 2});
    std::filesystem::rename(place("plain.fits"), place(name));
    CHECK(read_fits(place(name)).values == Numbers{1, 2});
  }
  for (const std::string name : {"-", "http://localhost/x.fits", "sh://echo", "mem://", "x.fits[1]"}) {
    CHECK(testing::error_from([&] { read_fits(name); }).kind() == ErrorKind::missing_input);
  }
  CHECK_THROWS_WITH(read_table("x.fits[1]"), Contains("is named by its number or EXTNAME, as in file.fits:/1"));
}

TEST_CASE("fits: a file that is cut short or damaged is an error") {
  const Place place;
  {
    testing::FitsWriter file(place("x.fits"));
    file.image<double>(DOUBLE_IMG, TDOUBLE, {100}, Numbers(100, 1.5));
    fits_write_chksum(file.file(), file.status());
  }
  const std::string whole = read_file(place("x.fits"));
  REQUIRE(whole.size() == 2 * 2880);
  write_file(place("bad.fits"), whole.substr(0, 2880));
  CHECK_THAT(place.refusal("bad.fits"), Contains("is cut short"));
  write_file(place("bad.fits"), whole.substr(0, 2880 + 700));
  place.refusal("bad.fits");
  write_file(place("bad.fits"), whole.substr(0, 1000));
  CHECK_THAT(place.refusal("bad.fits"), Contains("cut short or no FITS file"));
  write_file(place("bad.fits"), std::string("a,b\n1,2\n"));
  CHECK_THAT(place.refusal("bad.fits"), Contains("cut short or no FITS file"));
  write_file(place("bad.fits"), std::string());
  CHECK_THAT(place.refusal("bad.fits"), Contains("cut short or no FITS file"));
  std::string flipped = whole;
  flipped[2880 + 77] = static_cast<char>(flipped[2880 + 77] ^ 1);
  write_file(place("bad.fits"), flipped);
  CHECK_THAT(place.refusal("bad.fits"), Contains("is damaged (its data do not have the sum"));
  write_file(place("short.fits"), whole.substr(0, 2880 + 800));  // without the zeros behind the data
  CHECK(testing::error_from([&] { read_fits(place("absent.fits")); }).kind() == ErrorKind::missing_input);
}

}  // namespace inquest
