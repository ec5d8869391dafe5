#include "core/files/h5.hpp"

#include <cmath>
#include <csignal>
#include <fstream>
#include <limits>
#include <numeric>
#include <thread>

#include <hdf5.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using Catch::Matchers::Contains;
using Shape = std::vector<std::size_t>;

namespace {

std::vector<double> counting(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

void write_numbers(const std::filesystem::path& path, const Shape& shape, const std::vector<double>& values,
                   H5Storage storage = H5Storage::plain) {
  H5File file = H5File::create(path);
  file.write("group/x", shape, std::span<const double>(values), storage);
  file.close();
}

template <class Call>
Error error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorKind::internal, "nothing was thrown");
}

template <class T>
void check_round_trip(const std::vector<T>& values) {
  const testing::TemporaryDirectory folder;
  H5File file = H5File::create(folder / "x.h5");
  file.write("x", {values.size()}, std::span<const T>(values));
  file.close();
  CHECK(H5File::open(folder / "x.h5").read<T>("x").values == values);
}

}  // namespace

TEST_CASE("h5 gives back every type bit for bit") {
  check_round_trip<double>({0.1, -1e308, 5e-324, INFINITY});
  check_round_trip<float>({0.1F, -1e38F, 1e-45F, -INFINITY});
  check_round_trip<std::int64_t>({std::numeric_limits<std::int64_t>::min(), -1, 0});
  check_round_trip<std::uint64_t>({std::numeric_limits<std::uint64_t>::max(), 0});
  check_round_trip<std::int8_t>({-128, 0, 127});
}

TEST_CASE("h5 keeps shapes, NaN, scalars and empty arrays") {
  const testing::TemporaryDirectory folder;
  H5File file = H5File::create(folder / "x.h5");
  file.write<double>("nan", {2}, std::vector<double>{NAN, 1});
  file.write<double>("scalar", {}, std::vector<double>{3});
  file.write<double>("empty", {0, 4}, {});
  file.close();
  const H5File read = H5File::open(folder / "x.h5");
  CHECK(std::isnan(read.read<double>("nan").values[0]));
  CHECK(read.shape("scalar").empty());
  CHECK(read.read<float>("scalar").values == std::vector<float>{3});
  CHECK(read.read<double>("empty").shape == Shape{0, 4});
  CHECK(read.read_rows<double>("empty", 0, 0).values.empty());
}

TEST_CASE("h5 reads rows of chunked and compressed arrays") {
  const testing::TemporaryDirectory folder;
  const std::vector<double> values = counting(60000);  // two chunks
  for (const H5Storage storage : {H5Storage::plain, H5Storage::compressed}) {
    write_numbers(folder / "x.h5", {10000, 3, 2}, values, storage);
    const H5File file = H5File::open(folder / "x.h5");
    CHECK(file.read<double>("group/x").values == values);
    const H5Array<double> rows = file.read_rows<double>("/group/x", 5400, 100);
    CHECK(rows.shape == Shape{100, 3, 2});
    CHECK(rows.values == std::vector<double>(values.begin() + 32400, values.begin() + 33000));
    CHECK(error_of([&] { file.read_rows<double>("group/x", 9999, 2); }).kind() == ErrorKind::data);
  }
  CHECK(std::filesystem::file_size(folder / "x.h5") < 200000);  // of 480000 bytes
}

TEST_CASE("h5 names what is there when something is not") {
  const testing::TemporaryDirectory folder;
  write_numbers(folder / "x.h5", {2}, {1, 2});
  const H5File file = H5File::open(folder / "x.h5");
  CHECK(file.contains("/"));
  CHECK(file.contains("group/x"));
  CHECK(file.contains("/group"));
  CHECK_FALSE(file.contains("group/y/z"));
  CHECK(file.children("/") == std::vector<std::string>{"group"});
  const Error missing = error_of([&] { file.read<double>("group/y"); });
  CHECK(missing.kind() == ErrorKind::data);
  CHECK_THAT(missing.what(), Contains("x.h5 has no 'y' in group") && Contains("x"));
  CHECK_THAT(error_of([&] { file.shape("gruop/x"); }).what(), Contains("no 'gruop' in /") && Contains("group"));
  CHECK_THAT(error_of([&] { file.read<double>("group"); }).what(), Contains("'group' is no dataset"));
}

TEST_CASE("h5 names what a link leads to that is not there") {
  const testing::TemporaryDirectory folder;
  H5File file = H5File::create(folder / "x.h5");
  file.write<double>("x", {1}, std::vector<double>{1});
  H5Lcreate_soft("/gone/x", static_cast<hid_t>(file.handle()), "dangling", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_external("y.h5", "/x", static_cast<hid_t>(file.handle()), "outside", H5P_DEFAULT, H5P_DEFAULT);
  file.close();
  const H5File read = H5File::open(folder / "x.h5");
  CHECK_THAT(error_of([&] { read.read<double>("dangling"); }).what(),
             Contains("'dangling' is a link to /gone/x (which is not there)"));
  CHECK_THAT(error_of([&] { read.read<double>("/outside"); }).what(),
             Contains("is a link to y.h5:/x (which is not there)"));
}

TEST_CASE("h5 text and integer attributes") {
  const testing::TemporaryDirectory folder;
  const std::string long_text(100000, 'a');
  H5File file = H5File::create(folder / "x.h5");
  file.write<double>("x", {1}, std::vector<double>{1});
  file.write_attribute("/", "title", "\u03a9_m \u2264 1");
  file.write_attribute("/", "title", "\u03a9_m");
  file.write_attribute("x", "empty", "");
  file.write_attribute("x", "long", long_text);
  file.write_attribute("x", "count", std::int64_t{-5});
  file.close();
  const H5File read = H5File::open(folder / "x.h5");
  CHECK(read.text_attribute("/", "title") == "\u03a9_m");
  CHECK(read.text_attribute("x", "empty").empty());
  CHECK(read.text_attribute("x", "long") == long_text);
  CHECK(read.integer_attribute("x", "count") == -5);
  CHECK_FALSE(read.has_attribute("x", "title"));
  CHECK_THAT(error_of([&] { read.text_attribute("x", "title"); }).what(), Contains("no attribute 'title'"));
  CHECK(error_of([&] { read.integer_attribute("/", "title"); }).kind() == ErrorKind::data);
}

TEST_CASE("h5 text datasets") {
  const testing::TemporaryDirectory folder;
  const std::vector<std::string> names{"H0", "", "\u03a9_m and much more"};
  H5File file = H5File::create(folder / "x.h5");
  file.write_text("a/names", names);
  file.write_text("none", {});
  file.close();
  const H5File read = H5File::open(folder / "x.h5");
  CHECK(read.read_text("a/names") == names);
  CHECK(read.read_text("none").empty());
  CHECK_THAT(error_of([&] { read.read<double>("a/names"); }).what(), Contains("does not hold numbers"));
}

TEST_CASE("h5 dimension scales attach to axes") {
  const testing::TemporaryDirectory folder;
  H5File file = H5File::create(folder / "x.nc");
  file.write<double>("posterior/H0", {2, 3}, counting(6));
  file.write<std::int64_t>("posterior/chain", {2}, std::vector<std::int64_t>{0, 1});
  file.write<std::int64_t>("posterior/draw", {3}, std::vector<std::int64_t>{0, 1, 2});
  file.attach_scale("posterior/H0", 0, "posterior/chain");
  file.attach_scale("posterior/H0", 1, "posterior/draw");
  CHECK(error_of([&] { file.attach_scale("posterior/H0", 2, "posterior/draw"); }).kind() == ErrorKind::io);
  file.close();
  const H5File read = H5File::open(folder / "x.nc");
  CHECK(read.text_attribute("posterior/chain", "CLASS") == "DIMENSION_SCALE");
  CHECK(read.text_attribute("posterior/chain", "NAME") == "chain");
  CHECK(read.has_attribute("posterior/H0", "DIMENSION_LIST"));
}

TEST_CASE("h5 virtual datasets join the rows of other files") {
  const testing::TemporaryDirectory folder;
  std::filesystem::create_directory(folder / "parts");
  write_numbers(folder / "parts" / "0.h5", {3, 2}, counting(6));
  write_numbers(folder / "parts" / "1.h5", {4, 2}, counting(8));
  H5File file = H5File::create(folder / "whole.h5");
  // The second part is longer than what is taken of it.
  file.write_virtual<double>("m/x", {5, 2}, {{"parts/0.h5", 3}, {"parts/1.h5", 2}}, "group/x");
  file.close();
  CHECK(H5File::open(folder / "whole.h5").read<double>("m/x").values ==
        std::vector<double>{0, 1, 2, 3, 4, 5, 0, 1, 2, 3});

  write_numbers(folder / "parts" / "1.h5", {9, 2}, counting(18));  // grown since
  CHECK(H5File::open(folder / "whole.h5").read<double>("m/x").values[9] == 3);
  std::filesystem::remove(folder / "parts" / "1.h5");
  const auto read_at = [&](const std::filesystem::path& path) {
    return error_of([&] { H5File::open(path).read<double>("m/x"); });
  };
  CHECK(read_at(folder / "whole.h5").kind() == ErrorKind::data);
  CHECK_THAT(read_at(folder / "whole.h5").what(),
             Contains("lie in 2 other files, of which 1 are not there") && Contains("parts/1.h5"));
  CHECK_THAT(error_of([&] { H5File::open(folder / "whole.h5").read_rows<double>("m/x", 0, 1); }).what(),
             Contains("parts/1.h5"));
  std::filesystem::rename(folder / "whole.h5", folder / "parts" / "whole.h5");
  CHECK_THAT(read_at(folder / "parts" / "whole.h5").what(), Contains("of which 2 are not there"));
}

TEST_CASE("h5 files with equal contents are equal bytes") {
  const testing::TemporaryDirectory folder;
  for (const std::string name : {"a.h5", "b.h5"}) {
    H5File file = H5File::create(folder / name);
    file.write<double>("deep/er/x", {1000}, counting(1000), H5Storage::compressed);
    file.write_attribute("deep", "note", "same");
    file.write_text("names", {"a", "b"});
    file.close();
    if (name == "a.h5") std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // HDF5's clock has seconds
  }
  CHECK(read_file(folder / "a.h5") == read_file(folder / "b.h5"));
}

TEST_CASE("h5 tells a missing file from a broken one") {
  const testing::TemporaryDirectory folder;
  CHECK(error_of([&] { H5File::open(folder / "none.h5"); }).kind() == ErrorKind::missing_input);
  write_numbers(folder / "x.h5", {1000}, counting(1000));
  std::filesystem::resize_file(folder / "x.h5", 4000);
  const Error cut = error_of([&] { H5File::open(folder / "x.h5"); });
  CHECK(cut.kind() == ErrorKind::data);
  CHECK_THAT(cut.what(), Contains("x.h5 is cut short or not an HDF5 file") && !Contains("delete"));
  write_file(folder / "y.h5", "a,b\n1,2\n");
  CHECK(error_of([&] { H5File::open(folder / "y.h5"); }).kind() == ErrorKind::data);
}

TEST_CASE("h5 finds a flipped bit") {
  const testing::TemporaryDirectory folder;
  const std::vector<double> values = counting(1000);
  write_numbers(folder / "x.h5", {1000}, values);
  std::string content = read_file(folder / "x.h5");
  const std::string needle(reinterpret_cast<const char*>(values.data() + 500), sizeof(double));
  content[content.find(needle) + 6] ^= 1;
  write_file(folder / "x.h5", content);
  const H5File file = H5File::open(folder / "x.h5");
  const Error error = error_of([&] { file.read<double>("group/x"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK_THAT(error.what(), Contains("'group/x' cannot be read"));
}

TEST_CASE("h5 leaves nothing of a file that was not closed") {
  const testing::TemporaryDirectory folder;
  {
    H5File file = H5File::create(folder / "x.h5");
    file.write<double>("x", {2}, counting(2));
    H5File moved = std::move(file);
    file = H5File::create(folder / "y.h5");
  }
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(error_of([&] { H5File::create(folder / "none" / "x.h5"); }).kind() == ErrorKind::io);
}

TEST_CASE("h5 keeps the old file until the new one is whole") {
  const testing::TemporaryDirectory folder;
  write_numbers(folder / "x.h5", {2}, {1, 2});
  {
    H5File file = H5File::create(folder / "x.h5");
    file.write<double>("x", {2}, counting(2));
  }
  CHECK(H5File::open(folder / "x.h5").read<double>("group/x").values == std::vector<double>{1, 2});
}

TEST_CASE("h5 is safe to use from many threads") {
  const testing::TemporaryDirectory folder;
  std::vector<int> good(4, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        const auto path = folder / concat(t, ".h5");
        for (int i = 0; i < 20; ++i) {
          write_numbers(path, {100}, counting(100));
          good[t] += H5File::open(path).read<double>("group/x").values == counting(100);
        }
      });
    }
  }
  CHECK(good == std::vector<int>(4, 20));
}

TEST_CASE("h5 survives a full disk", "[fault]") {
  const testing::TemporaryDirectory folder;
  write_numbers(folder / "x.h5", {2}, {1, 2});
  const pid_t child = fork();
  if (child == 0) {
    // Beyond this size every write fails, as on a full disk; what it leaves must still exit cleanly.
    const rlimit limit{100000, 100000};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);
    const Error error = error_of([&] { write_numbers(folder / "x.h5", {100000}, counting(100000)); });
    std::exit(error.kind() == ErrorKind::io ? 42 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 42);
  CHECK(H5File::open(folder / "x.h5").read<double>("group/x").values == std::vector<double>{1, 2});
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}
