#include "apps/run/getdist.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {

TEST_CASE("a chain is written as GetDist reads it") {
  const TemporaryDirectory folder;
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse(
      "{H0: {prior: {uniform: [50, 90]}, latex: H_0}, phi: {prior: {uniform: [0, 6]}, periodic: true}, "
      "w: {prior: {normal: [-1, 1]}}, Ok: 0}",
      "test"));
  Draws draws{Matrix(2, 3), {-1.5, 2}, {}};
  draws.theta.values() = {70, 0.1, -1, 60.25, 3, -0.5};
  write_getdist(folder / "flat.npe", {"a label", space, {}, draws});
  CHECK(read_text(folder / "flat.npe.txt") == "1 1.5 70 0.1 -1\n1 -2 60.25 3 -0.5\n");
  CHECK(read_text(folder / "flat.npe.paramnames") == "H0\tH_0\nphi\tphi\nw\tw\n");
  CHECK(read_text(folder / "flat.npe.ranges") == "H0 50 90\nphi 0 6 periodic\nw N N\n");
  CHECK(read_text(folder / "flat.npe.properties.ini") == "sampler = uncorrelated\nburn_removed = T\nlabel = a label\n");
  draws.weights = {0.25, 0.75};
  write_getdist(folder / "weighted", {"", space, {}, draws});
  CHECK(read_text(folder / "weighted.txt").starts_with("0.25 1.5 70"));
  CHECK(read_text(folder / "weighted.properties.ini").starts_with("sampler = nested\n"));
}

TEST_CASE("derived parameters are columns of chains with their mark") {
  const TemporaryDirectory folder;
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "test"));
  Draws draws{Matrix(2, 1), {0, 0}, {}};
  draws.theta.values() = {1, 2};
  const DerivedParameters derived{{"twice", "2a", "", Formula("2*a", {"a"})}};
  write_getdist(folder / "m.npe", {"", space, derived, draws});
  CHECK(read_text(folder / "m.npe.txt") == "1 -0 1 2\n1 -0 2 4\n");
  CHECK(read_text(folder / "m.npe.paramnames") == "a\ta\ntwice*\t2a\n");
  CHECK(read_text(folder / "m.npe.ranges") == "a N N\n");
}

TEST_CASE("Markov chains are written one by one, each in its order") {
  const TemporaryDirectory folder;
  const ParameterSpace space = ParameterSpace::parse(ConfigNode::parse("{a: {prior: {normal: [0, 1]}}}", "test"));
  Draws draws{Matrix(5, 1), {0, 0, 0, 0, 0}, {}};
  draws.theta.values() = {1, 2, 3, 4, 5};
  write_getdist(folder / "m.mcmc", {"", space, {}, draws, 2});
  CHECK(read_text(folder / "m.mcmc_1.txt") == "1 -0 1\n1 -0 2\n");
  CHECK(read_text(folder / "m.mcmc_2.txt") == "1 -0 3\n1 -0 4\n1 -0 5\n");
  CHECK(read_text(folder / "m.mcmc.properties.ini").starts_with("sampler = mcmc\n"));
  CHECK_FALSE(std::filesystem::exists(folder / "m.mcmc.txt"));
}

TEST_CASE("routes whose files a reader would take for those of one are told apart from others") {
  CHECK(clash_of_files("npe", "npe_2").find("chain 2 of the route npe") != std::string::npos);
  CHECK_FALSE(clash_of_files("ns", "ns_equal_weights").empty());
  CHECK_FALSE(clash_of_files("ns", "ns_dead-birth").empty());
  for (const char* other : {"npe", "npe_b", "npe_2b", "npe2", "npe_", "mpe_2"})
    CHECK(clash_of_files("npe", other).empty());
  CHECK(clash_of_files("npe_2", "npe").empty());
}

TEST_CASE("the files of a route are removed, and no others") {
  const TemporaryDirectory folder;
  const std::vector<std::string> own{"m.npe.txt", "m.npe_1.txt", "m.npe_dead-birth.txt", "m.npe.paramnames"};
  const std::vector<std::string> other{"m.npe_b.txt", "m.npe_b_1.txt", "m.npe2.txt", "n.npe.txt", "notes.txt"};
  for (const auto& names : {own, other}) {
    for (const std::string& name : names) write_text(folder / name, "x");
  }
  remove_chains(folder / "m.npe", {folder / "m.npe", folder / "m.npe_b", folder / "n.npe"});
  for (const std::string& name : own) CHECK_FALSE(std::filesystem::exists(folder / name));
  for (const std::string& name : other) CHECK(std::filesystem::exists(folder / name));
}

}  // namespace inquest::testing
