#include "core/ranks/ranks.hpp"

#include <cstdlib>

#include "core/base/parallel.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"

using namespace inquest;

TEST_CASE("ranks: without a launcher there is one, with all threads") {
  const Ranks ranks;
  CHECK(rank_count() == 1);
  CHECK(own_rank() == 0);
  CHECK(threads_of_rank() == available_threads());
}

// Builds with MPI join the others instead: tests/mpi.
TEST_CASE("ranks: a build without MPI refuses to be started several times") {
  if (built_with_mpi()) return;
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    setenv(variable, "1", 1);
    CHECK_NOTHROW(Ranks());
    setenv(variable, "3", 1);
    const Error error = testing::error_from([] { Ranks(); });
    unsetenv(variable);
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.what(), Catch::Contains("started 3 times") && Catch::Contains("-DINQUEST_MPI=ON"));
  }
}
