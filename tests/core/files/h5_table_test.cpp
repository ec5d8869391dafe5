#include "core/files/h5_table.hpp"

#include <hdf5.h>

#include "core/base/error.hpp"
#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest {
namespace {

using Catch::Contains;
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

struct Record {
  std::int32_t id;
  char name[4];
  double a;
  float flux[3];
  std::int8_t seen;
  double map[2][2];
};

const Record records[2] = {{7, "one", 0.25, {1, 2, 3}, 1, {{1, 2}, {3, 4}}},
                           {-8, "two", 1e-300, {4, 5, 6}, 0, {{5, 6}, {7, 8}}}};

/// The records as /group/table; the only dataset of one.h5 is a table of a number.
class Folder {
 public:
  Folder() {
    const hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(Record));
    const hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, 4);
    const hsize_t three = 3, square[2] = {2, 2};
    const hid_t flux = H5Tarray_create2(H5T_NATIVE_FLOAT, 1, &three),
                map = H5Tarray_create2(H5T_NATIVE_DOUBLE, 2, square);
    const hid_t truth = H5Tenum_create(H5T_NATIVE_INT8);
    const std::int8_t no = 0, yes = 1;
    H5Tenum_insert(truth, "FALSE", &no);
    H5Tenum_insert(truth, "TRUE", &yes);
    H5Tinsert(type, "id", HOFFSET(Record, id), H5T_NATIVE_INT32);
    H5Tinsert(type, "name", HOFFSET(Record, name), text);
    H5Tinsert(type, "a", HOFFSET(Record, a), H5T_NATIVE_DOUBLE);
    H5Tinsert(type, "flux", HOFFSET(Record, flux), flux);
    H5Tinsert(type, "seen", HOFFSET(Record, seen), truth);
    H5Tinsert(type, "map", HOFFSET(Record, map), map);
    const hid_t file = H5Fcreate(path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t group = H5Gcreate2(file, "group", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const hsize_t rows = 2;
    const hid_t space = H5Screate_simple(1, &rows, nullptr);
    const hid_t data = H5Dcreate2(group, "table", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    CHECK(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, records) >= 0);
    H5Dclose(data);
    H5Sclose(space);
    H5Gclose(group);
    H5Fclose(file);
    for (const hid_t made : {type, text, flux, map, truth}) H5Tclose(made);
  }

  std::string path() const { return (folder_ / "x.h5").string(); }
  std::string table() const { return path() + ":/group/table"; }

 private:
  testing::TemporaryDirectory folder_;
};

// As astropy writes a number and an array whose values may be masked.
struct MaskedRecord {
  double a;
  std::int8_t a_mask;
  double flux[3];
  std::int8_t flux_mask[3];
};

void write_masked(const std::string& path, const MaskedRecord (&rows)[2]) {
  const hsize_t three = 3, two = 2;
  const std::int8_t no = 0, yes = 1;
  const hid_t truth = H5Tenum_create(H5T_NATIVE_INT8);
  H5Tenum_insert(truth, "FALSE", &no);
  H5Tenum_insert(truth, "TRUE", &yes);
  const hid_t flux = H5Tarray_create2(H5T_NATIVE_DOUBLE, 1, &three), mask = H5Tarray_create2(truth, 1, &three);
  const hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(MaskedRecord));
  H5Tinsert(type, "a", HOFFSET(MaskedRecord, a), H5T_NATIVE_DOUBLE);
  H5Tinsert(type, "a.mask", HOFFSET(MaskedRecord, a_mask), truth);
  H5Tinsert(type, "flux", HOFFSET(MaskedRecord, flux), flux);
  H5Tinsert(type, "flux.mask", HOFFSET(MaskedRecord, flux_mask), mask);
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Screate_simple(1, &two, nullptr);
  const hid_t data = H5Dcreate2(file, "t", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  CHECK(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) >= 0);
  H5Dclose(data);
  H5Sclose(space);
  H5Fclose(file);
  for (const hid_t made : {truth, flux, mask, type}) H5Tclose(made);
}

}  // namespace

TEST_CASE("HDF5 tables: members by their names, in the order asked for") {
  const Folder folder;
  const Table table = read_table(folder.table(), {"flux", "a", "id"});
  CHECK(table.shape == Shape{2, 5});
  CHECK(table.values == Numbers{1, 2, 3, 0.25, 7, 4, 5, 6, 1e-300, -8});
  CHECK(table.columns == Names{"flux_1", "flux_2", "flux_3", "a", "id"});
  CHECK(read_table(folder.table(), {"flux_2"}).values == Numbers{2, 5});
  CHECK(read_table(folder.table(), {"map"}).shape == Shape{2, 2, 2});
  CHECK(read_table(folder.table(), {"map"}).values == Numbers{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(names_columns(folder.table()));
  const Names names = column_names(folder.table());
  CHECK(Names(names.begin(), names.begin() + 4) == Names{"id", "name", "a", "flux_1"});
}

TEST_CASE("HDF5 tables: members that hold no numbers are refused by name") {
  const Folder folder;
  const auto refusal = [&](const Names& columns) {
    const Error error = testing::error_from([&] { read_table(folder.table(), columns); });
    CHECK(error.kind() == ErrorKind::data);
    return std::string(error.what());
  };
  CHECK_THAT(refusal({}), Contains("x.h5:/group/table: column 'name' holds text (numbers are needed)"));
  CHECK_THAT(refusal({"seen"}), Contains("column 'seen' holds truth values"));
  CHECK_THAT(refusal({"fluz"}), Contains("has no column 'fluz' (known: id, name, a, flux, seen, map)"));
}

TEST_CASE("HDF5 tables: masked rows are refused, and masks are no columns of numbers") {
  const testing::TemporaryDirectory folder;
  const auto write = [&](const std::string& name, const MaskedRecord& second) {
    const MaskedRecord rows[2] = {{0.5, 0, {1, 2, 3}, {0, 0, 0}}, second};
    write_masked((folder / name).string(), rows);
    return (folder / name).string();
  };
  const auto refusal = [](const std::string& path, const Names& columns) {
    return std::string(testing::error_from([&] { read_table(path, columns); }).what());
  };
  const Table whole = read_table(write("whole.h5", {1.5, 0, {4, 5, 6}, {0, 0, 0}}));
  CHECK(whole.columns == Names{"a", "flux_1", "flux_2", "flux_3"});
  CHECK(whole.values == Numbers{0.5, 1, 2, 3, 1.5, 4, 5, 6});

  const std::string number = write("number.h5", {1.5, 1, {4, 5, 6}, {0, 0, 0}});
  CHECK_THAT(refusal(number, {}), Contains("number.h5:/t: row 2 (from 1), column 'a' is masked (a.mask says so; a "
                                           "number is needed); leave out the row"));
  CHECK(read_table(number, {"flux"}).values == Numbers{1, 2, 3, 4, 5, 6});

  const std::string array = write("array.h5", {1.5, 0, {4, 5, 6}, {0, 1, 0}});
  CHECK_THAT(refusal(array, {}), Contains("row 2 (from 1), column 'flux_2' is masked (flux.mask says so"));
  CHECK_THAT(refusal(array, {"a", "flux_2"}), Contains("row 2 (from 1), column 'flux_2' is masked"));
  CHECK(read_table(array, {"flux_3", "a"}).values == Numbers{3, 0.5, 6, 1.5});
}

TEST_CASE("HDF5 tables: an array is none") {
  const testing::TemporaryDirectory folder;
  const std::string path = (folder / "x.h5").string();
  H5File file = H5File::create(path);
  file.write("x", {2}, std::span<const double>(Numbers{1, 2}));
  file.close();
  CHECK_FALSE(names_columns(path));
  CHECK(column_names(path).empty());
  CHECK_THROWS_WITH(read_table(path, {"a"}), Contains("has no named columns ('a' is asked for"));
}

}  // namespace inquest
