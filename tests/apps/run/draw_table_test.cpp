#include "apps/run/draw_table.hpp"

#include "core/files/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;

TEST_CASE("draw table: every format reads back as the same numbers") {
  const TemporaryDirectory folder;
  Draws draws{Matrix(2, 2), {-0.5, -1e-300}, {}};
  draws.theta.values() = {0.1, 70, 1.0 / 3, -2e10};
  for (const char* name : {"draws.csv", "draws.txt", "draws.npy"}) {
    CAPTURE(name);
    write_draws(folder / name, {"Om", "H0"}, draws);
    const Table table = read_table((folder / name).string());
    CHECK(table.shape == std::vector<std::size_t>{2, 3});
    CHECK(table.values == std::vector<double>{0.1, 70, -0.5, 1.0 / 3, -2e10, -1e-300});
  }
  CHECK(read_table((folder / "draws.csv").string()).columns == std::vector<std::string>{"Om", "H0", "log_prob"});
  CHECK(error_from([&] { write_draws(folder / "draws.h5", {"Om", "H0"}, draws); }).kind() == ErrorKind::usage);
}
