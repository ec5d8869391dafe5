#include "core/chains/read_chain.hpp"

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "core/files/npy.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;
using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

}  // namespace

TEST_CASE("a table is read as a chain, with the ranges beside it and what it is asked to leave out") {
  const TemporaryDirectory folder;
  write_file(folder / "c.csv", "a,b,s,log_posterior\n0.1,5,5.1,-1\n0.2,6,6.2,-2\n0.3,7,7.3,-3\n0.4,8,8.4,-4\n");
  write_file(folder / "c.ranges", "a 0 1\n");
  const ChainDraws draws = read_chain((folder / "c.csv").string(), {.ignore = 0.5, .without = {"s"}});
  CHECK(draws.names == Names{"a", "b"});
  CHECK(draws.left_out == Names{"s"});
  CHECK(draws.theta.values() == Numbers{0.3, 7, 0.4, 8});
  CHECK(draws.log_posterior == Numbers{-3, -4});
  CHECK(draws.ranges[0].upper == 1);
}

TEST_CASE("a chain of GetDist is read by its root, or by one of its files") {
  const TemporaryDirectory folder;
  write_file(folder / "r_1.txt", "1 2 3\n1 3 4\n");
  write_file(folder / "r_2.txt", "2 4 5\n1 5 6\n");
  write_file(folder / "r.paramnames", "a\ta\n");
  write_file(folder / "r.properties.ini", "ignore_rows = 1\n");
  for (const char* name : {"r", "r_1.txt", "r_2.txt"}) {
    const ChainDraws draws = read_chain((folder / name).string());
    CHECK(draws.theta.values() == Numbers{4, 6});
    CHECK(draws.lengths == std::vector<std::size_t>{1, 1});
  }
}

TEST_CASE("what is no chain is refused, with what it would have to be") {
  const TemporaryDirectory folder;
  const auto refusal = [&](const std::string& name) {
    return error_from([&] { read_chain((folder / name).string()); });
  };
  CHECK(refusal("absent.csv").kind() == ErrorKind::missing_input);
  write_npy(folder / "x.npy", {2, 2}, Numbers{1, 2, 3, 4});
  CHECK_THAT(refusal("x.npy").what(), Contains("does not name its columns") && Contains("an .npz"));
  write_file(folder / "x.csv", "log_posterior\n1\n");
  CHECK_THAT(refusal("x.csv").what(), Contains("has no parameters"));
}

}  // namespace inquest::testing
