#include "apps/run/draw_array.hpp"

#include "core/files/h5.hpp"
#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("draw array: every format reads back as the same numbers, one observation after the other") {
  const TemporaryDirectory folder;
  Draws draws{Matrix(6, 2), {-1, -2, -3, -4, -5, -6}, {}};
  for (std::size_t i = 0; i < 12; ++i) draws.theta.values()[i] = 1.0 / static_cast<double>(i + 3);
  const std::vector<std::size_t> shape{2, 3, 2};
  for (const char* name : {"draws.npy", "draws.h5", "draws.hdf5"}) {
    CAPTURE(name);
    write_draw_array(folder / name, {"Om", "H0"}, draws, {0, 0.25});
  }
  const Table table = read_table((folder / "draws.npy").string());
  CHECK(table.shape == shape);
  CHECK(table.values == draws.theta.values());
  const H5File file = H5File::open(folder / "draws.h5");
  CHECK(file.read<double>("theta").shape == shape);
  CHECK(file.read<double>("theta").values == draws.theta.values());
  CHECK(file.read<double>("log_prob").shape == std::vector<std::size_t>{2, 3});
  CHECK(file.read<double>("log_prob").values == draws.log_prob);
  CHECK(file.read<double>("log_prob_error").values == std::vector<double>{0, 0.25});
  CHECK(file.read_text("parameters") == std::vector<std::string>{"Om", "H0"});
  CHECK(error_from([&] { check_draw_array_file("draws.csv"); }).kind() == ErrorKind::usage);
}
