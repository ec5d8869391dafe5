#include "core/chains/anesthetic_chain.hpp"

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {

using Catch::Matchers::Contains;

// As MCMCSamples.to_csv() of anesthetic 2.16 writes them, with labels and without.
TEST_CASE("what anesthetic writes is read, with labels and without") {
  const TemporaryDirectory folder;
  for (const std::string head :
       {",,a,b,minuslogpost\nlabels,,$a$,$b_1$,\n,weights,,,\n", ",weights,a,b,minuslogpost\n"}) {
    write_file(folder / "c.csv", head + "0,1,0.5,-2,3.5\n1,3,0.25,1e-3,2\n");
    REQUIRE(is_anesthetic_chain(folder / "c.csv"));
    const ChainDraws draws = read_anesthetic_chain(folder / "c.csv", {});
    CHECK(draws.names == std::vector<std::string>{"a", "b"});
    CHECK(draws.weights == std::vector<double>{1, 3});
    CHECK(draws.log_posterior == std::vector<double>{-3.5, -2});
    CHECK(draws.theta.values() == std::vector<double>{0.5, -2, 0.25, 1e-3});
    CHECK(draws.lengths == std::vector<std::size_t>{2});
  }
}

TEST_CASE("another table is none of anesthetic's, and a damaged one an error with its line") {
  const TemporaryDirectory folder;
  write_file(folder / "a.csv", "a,b,log_posterior\n1,2,3\n");
  CHECK(!is_anesthetic_chain(folder / "a.csv"));
  write_file(folder / "b.csv", ",weights,a,minuslogpost\n0,1,2,3\n1,1,2\n");
  CHECK_THAT(error_from([&] { read_anesthetic_chain(folder / "b.csv", {}); }).what(),
             Contains("b.csv:3: has 3 fields"));
  write_file(folder / "b.csv", ",weights,a,minuslogpost\n0,1,x,3\n");
  CHECK_THAT(error_from([&] { read_anesthetic_chain(folder / "b.csv", {}); }).what(), Contains("b.csv:2: 'x'"));
}

}  // namespace inquest::testing
