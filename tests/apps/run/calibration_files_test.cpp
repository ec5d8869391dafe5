#include "apps/run/calibration_files.hpp"

#include "core/files/atomic_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("calibration files: ranks of every test, and their curves with the band") {
  const TemporaryDirectory folder;
  Calibration calibration{.rows = 4, .draws = 10};
  calibration.parameters = {{"a", {0.1, 0.4, 0.6, 0.9}, 0.5, 0.1}};
  calibration.tarp = {"tarp", {0.2, 0.2, 0.2, 0.2}, 0.5, 0.1};
  calibration.pairs = {{"a, b", {0.5, 0.5, 0.5, 0.5}, 0.5, 0.1}};
  write_calibration(folder / "diagnostics" / "m.npe", calibration);
  const std::string ranks = read_text(folder / "diagnostics" / "m.npe_ranks.csv");
  CHECK_THAT(ranks, StartsWith("a,tarp,\"a, b\"\n0.100000,0.200000,0.500000\n0.400000,"));
  const std::string curves = read_text(folder / "diagnostics" / "m.npe_curves.csv");
  CHECK_THAT(curves, StartsWith("level,lower,upper,a,tarp,\"a, b\"\n0.00,0.000000,0.000000,0.000000,"));
  CHECK_THAT(curves, Contains("\n0.50,0.000000,1.000000,0.500000,1.000000,1.000000\n"));
  CHECK_THAT(curves, Contains("\n1.00,1.000000,1.000000,1.000000,1.000000,1.000000\n"));
}
