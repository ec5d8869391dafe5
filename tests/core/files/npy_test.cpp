#include "core/files/npy.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

// A .npy file, version 1, byte for byte as NumPy's format page describes it.
std::string npy(const std::string& header, const std::string& data) {
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header + data;
}

std::string descr(const std::string& type, const std::string& shape, const std::string& order = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

bool numpy_is_there() { return std::system("python3 -c 'import numpy' > /dev/null 2>&1") == 0; }

int python(const std::filesystem::path& folder, const std::string& code) {
  write_file(folder / "script.py", "import numpy as np\n" + code);
  return std::system(("cd " + folder.string() + " && python3 script.py").c_str());
}

}  // namespace

TEST_CASE("npy gives back what was written") {
  const testing::TemporaryDirectory folder;
  const std::vector<double> values{1.5, -0.0, NAN, INFINITY, 5e-324, -1e308};
  write_npy(folder / "x.npy", {2, 3}, std::span<const double>(values));
  const NpyArray read = read_npy(folder / "x.npy");
  CHECK(read.shape == std::vector<std::size_t>{2, 3});
  REQUIRE(read.values.size() == 6);
  CHECK(std::isnan(read.values[2]));
  CHECK(std::signbit(read.values[1]));
  for (const std::size_t i : {0U, 1U, 3U, 4U, 5U}) CHECK(read.values[i] == values[i]);
}

TEST_CASE("npy data begin at a multiple of 64 bytes") {
  const testing::TemporaryDirectory folder;
  for (const std::size_t size : {1U, 10U, 100000U}) {
    const std::vector<std::int8_t> values(size, 7);
    write_npy(folder / "x.npy", {size}, std::span<const std::int8_t>(values));
    CHECK((std::filesystem::file_size(folder / "x.npy") - size) % 64 == 0);
    CHECK(read_npy(folder / "x.npy").values == std::vector<double>(size, 7.0));
  }
}

TEST_CASE("npy reads scalars and empty arrays") {
  const testing::TemporaryDirectory folder;
  write_npy(folder / "x.npy", {}, std::span<const double>(std::vector<double>{3.0}));
  CHECK(read_npy(folder / "x.npy").shape.empty());
  CHECK(read_npy(folder / "x.npy").values == std::vector<double>{3.0});
  write_npy(folder / "x.npy", {0, 4}, std::span<const double>());
  CHECK(read_npy(folder / "x.npy").shape == std::vector<std::size_t>{0, 4});
}

TEST_CASE("npy reads each number type from its bytes") {
  const testing::TemporaryDirectory folder;
  const auto read = [&](const std::string& type, const std::string& bytes) {
    write_file(folder / "x.npy", npy(descr(type, "(1,)"), bytes));
    return read_npy(folder / "x.npy").values.at(0);
  };
  using std::string;
  CHECK(read("<f8", string("\0\0\0\0\0\0\xf8\xbf", 8)) == -1.5);
  CHECK(read("<f4", string("\0\0\xc0\x3f", 4)) == 1.5);
  CHECK(read("<i4", string("\xfe\xff\xff\xff", 4)) == -2);
  CHECK(read("<i8", string("\xfe\xff\xff\xff\xff\xff\xff\xff", 8)) == -2);
  CHECK(read("<u8", string("\0\0\0\0\1\0\0\0", 8)) == 4294967296.0);
  CHECK(read(">f8", string("\xbf\xf8\0\0\0\0\0\0", 8)) == -1.5);
  CHECK(read(">i2", string("\xff\xfe", 2)) == -2);
  CHECK(read("<u2", string("\xfe\xff", 2)) == 65534);
  CHECK(read("<f2", string("\0\xbe", 2)) == -1.5);
  CHECK(read("<f2", string("\1\0", 2)) == 0x1p-24);  // the smallest
  CHECK(read("<f2", string("\0\x7c", 2)) == INFINITY);
  CHECK(std::isnan(read("<f2", string("\1\x7c", 2))));
  CHECK(read("|u1", "\xff") == 255);
  CHECK(read("|i1", "\xff") == -1);
  CHECK(read("|b1", "\1") == 1);
}

TEST_CASE("npy refuses what it would misread") {
  const testing::TemporaryDirectory folder;
  const auto file = folder / "x.npy";
  const auto refused = [&](const std::string& content) {
    write_file(file, content);
    try {
      read_npy(file);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::data);
      CHECK_THAT(error.what(), Contains(file.string()));
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  const std::string eight(8, '\0');
  CHECK_THAT(refused("PK\3\4 a zip"), Contains("is not a .npy file"));
  CHECK_THAT(refused("\x93NUMPY"), Contains("cut short"));
  CHECK_THAT(refused(npy(descr("<f8", "(1,)"), eight).substr(0, 40)), Contains("cut short"));
  CHECK_THAT(refused(npy(descr("<f8", "(2,)"), eight)), Contains("cut short"));
  CHECK_THAT(refused(npy(descr("<f8", "(1,)"), eight + eight)), Contains("16 bytes of data where its shape needs 8"));
  CHECK_THAT(refused(npy(descr("|O", "(1,)"), eight)), Contains("Python objects"));
  CHECK_THAT(refused(npy(descr("<c16", "(1,)"), eight + eight)), Contains("<c16"));
  CHECK_THAT(refused(npy(descr("<M8[D]", "(1,)"), eight)), Contains("no real numbers"));
  CHECK_THAT(refused(npy(descr("", "(1,)"), eight)), Contains("type ''"));
  CHECK_THAT(refused(npy(descr("<f8", "(4294967296, 4294967296, 2)"), eight)), Contains("cut short"));
  CHECK_THAT(refused(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", eight)),
             Contains("records"));
  CHECK_THAT(refused(npy(descr("<u8", "(1,)"), std::string(8, '\xff'))), Contains("18446744073709551615"));
  CHECK_THAT(refused(npy(descr("<f8", "(x,)"), eight)), Contains("shape"));
  CHECK_THAT(refused(npy("{}", "")), Contains("'descr'"));
}

TEST_CASE("npy: a missing file is a missing input") {
  try {
    read_npy("/nowhere/x.npy");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::missing_input);
  }
}

TEST_CASE("npy and NumPy read each other") {
  if (!numpy_is_there()) return;
  const testing::TemporaryDirectory folder;
  const std::vector<double> x{0.1, NAN, -INFINITY, 4};
  const std::vector<std::uint64_t> seeds{0, std::numeric_limits<std::uint64_t>::max()};
  write_npy(folder / "x.npy", {4, 1}, std::span<const double>(x));
  write_npy(folder / "seeds.npy", {2}, std::span<const std::uint64_t>(seeds));
  CHECK(python(folder.path(), R"(
x = np.load('x.npy'); s = np.load('seeds.npy')
assert x.shape == (4, 1) and x.dtype == np.float64 and x[0, 0] == 0.1 and np.isnan(x[1, 0]) and x[2, 0] == -np.inf
assert s.dtype == np.uint64 and s.tolist() == [0, 2**64 - 1]
numbers = np.arange(6).reshape(1, 3, 2)
for name in ['f2', 'f4', 'f8', 'longdouble', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', '>f4', '>i8', '>u2', 'bool']:
    np.save(name + '.npy', numbers.astype(name))
np.save('fortran.npy', np.asfortranarray(numbers.astype(float)))
np.save('transposed.npy', np.array([[0., 2., 4.], [1., 3., 5.]]).T)
np.lib.format.write_array(open('v2.npy', 'wb'), np.arange(3.0), version=(2, 0))
)") == 0);
  for (const std::string name : {"f2", "f4", "f8", "longdouble", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">f4",
                                 ">i8", ">u2", "fortran"}) {
    INFO(name);
    const NpyArray array = read_npy(folder / (name + ".npy"));
    CHECK(array.shape == std::vector<std::size_t>{1, 3, 2});
    CHECK(array.values == std::vector<double>{0, 1, 2, 3, 4, 5});
  }
  CHECK(read_npy(folder / "transposed.npy").values == std::vector<double>{0, 1, 2, 3, 4, 5});
  CHECK(read_npy(folder / "bool.npy").values == std::vector<double>{0, 1, 1, 1, 1, 1});
  CHECK(read_npy(folder / "v2.npy").values == std::vector<double>{0, 1, 2});
}
