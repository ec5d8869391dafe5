#include "core/chains/arviz_chain.hpp"

#include "core/base/error.hpp"
#include "core/files/h5.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;
using Numbers = std::vector<double>;
using Shape = std::vector<std::size_t>;

// Two chains of three draws: a number and an array of two.
H5File begin(const std::filesystem::path& path) {
  H5File file = H5File::create(path);
  file.write<std::int64_t>("posterior/chain", {2}, std::vector<std::int64_t>{0, 1});
  file.write<std::int64_t>("posterior/draw", {3}, std::vector<std::int64_t>{0, 1, 2});
  file.write<std::int64_t>("posterior/b_dim_0", {2}, std::vector<std::int64_t>{0, 1});
  file.write<double>("posterior/a", {2, 3}, Numbers{1, 2, 3, 4, 5, 6});
  file.write<double>("posterior/b", {2, 3, 2}, Numbers{1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60});
  return file;
}

}  // namespace

TEST_CASE("variables of ArviZ are parameters, arrays by their elements") {
  const TemporaryDirectory folder;
  H5File file = begin(folder / "a.nc");
  file.write<double>("sample_stats/lp", {2, 3}, Numbers{-1, -2, -3, -4, -5, -6});
  file.close();
  const ChainDraws draws = read_arviz_chain(folder / "a.nc", {});
  CHECK(draws.names == std::vector<std::string>{"a", "b[0]", "b[1]"});
  CHECK(draws.theta.values() == Numbers{1, 1, 10, 2, 2, 20, 3, 3, 30, 4, 4, 40, 5, 5, 50, 6, 6, 60});
  CHECK(draws.log_posterior == Numbers{-1, -2, -3, -4, -5, -6});
  CHECK(draws.lengths == Shape{3, 3});
  CHECK(draws.weights == Numbers(6, 1));
}

TEST_CASE("log likelihood and log prior go before lp, summed over what comes after chain and draw") {
  const TemporaryDirectory folder;
  H5File file = begin(folder / "a.nc");
  file.write<double>("sample_stats/lp", {2, 3}, Numbers(6, 99));
  file.write<double>("log_likelihood/x", {2, 3, 2}, Numbers{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6});
  file.write<double>("log_prior/a", {2, 3}, Numbers{0.5, 0, 0, 0, 0, 0});
  file.close();
  CHECK(read_arviz_chain(folder / "a.nc", {}).log_posterior == Numbers{2.5, 4, 6, 8, 10, 12});
  CHECK(read_arviz_chain(folder / "a.nc", {.log_posterior = "lp"}).log_posterior == Numbers(6, 99));
}

TEST_CASE("a file of ArviZ without a log posterior is refused") {
  const TemporaryDirectory folder;
  begin(folder / "a.nc").close();
  CHECK_THAT(error_from([&] { read_arviz_chain(folder / "a.nc", {}); }).what(),
             Contains("has no log posterior (neither sample_stats/lp nor"));
  H5File file = begin(folder / "b.nc");
  file.write<double>("sample_stats/lp", {6}, Numbers(6, 0));
  file.close();
  CHECK_THAT(error_from([&] { read_arviz_chain(folder / "b.nc", {}); }).what(),
             Contains("'sample_stats/lp' is of shape"));
}

}  // namespace inquest::testing
