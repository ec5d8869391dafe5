#include "core/chains/getdist_chain.hpp"

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/temporary_directory.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

using Files = std::vector<std::pair<std::string, std::string>>;  // endings and contents

class Root {
 public:
  explicit Root(const Files& files) {
    for (const auto& [ending, text] : files) write_file(root().string() + ending, text);
  }
  std::filesystem::path root() const { return folder_ / "my.root"; }
  std::filesystem::path file(const std::string& ending) const { return root().string() + ending; }
  ChainDraws read(ReadChainOptions options = {}) const { return read_getdist_chain(root(), options); }
  std::string refusal() const {
    return error_from([&] { read(); }).what();
  }

 private:
  TemporaryDirectory folder_;
};

const std::string names = "a\tA_1\nb  % no label\n# a comment\ns*\t\\sigma\n";

}  // namespace

TEST_CASE("chains of GetDist are read with their names, derived parameters left out") {
  const Root root(
      {{"_1.txt", "1 2.5 3 4 7\n2 1.5 5 6 11\n"}, {"_2.txt", "  3.0E0 0.5 7 8 15\n"}, {".paramnames", names}});
  const ChainDraws draws = root.read();
  CHECK(draws.names == Names{"a", "b"});
  CHECK(draws.left_out == Names{"s"});
  CHECK(draws.theta.values() == Numbers{3, 4, 5, 6, 7, 8});
  CHECK(draws.weights == Numbers{1, 2, 3});
  CHECK(draws.log_posterior == Numbers{-2.5, -1.5, -0.5});
  CHECK(draws.lengths == std::vector<std::size_t>{2, 1});
}

TEST_CASE("a parameter of GetDist may have the name of a log posterior elsewhere") {
  const ChainDraws draws = Root(Files{{".txt", "1 2.5 3 4\n"}, {".paramnames", "a\nlp\n"}}).read();
  CHECK(draws.names == Names{"a", "lp"});
  CHECK(draws.log_posterior == Numbers{-2.5});
}

TEST_CASE("a root is found from itself and from any of its files") {
  const Root root(Files{{"_1.txt", "1 0 3 4 7\n"}, {".paramnames", names}});
  CHECK(getdist_root(root.root()) == root.root());
  CHECK(getdist_root(root.file("_1.txt")) == root.root());
  CHECK(getdist_root(root.file("_2.txt")).empty());
  const Root alone(Files{{".txt", "1 0 3 4 7\n"}, {".paramnames", names}});
  CHECK(getdist_root(alone.file(".txt")) == alone.root());
  const Root table(Files{{".csv", "a,lp\n1,2\n"}});
  CHECK(getdist_root(table.file(".csv")).empty());
}

TEST_CASE("chains of cobaya name their columns themselves") {
  const Root root(Files{{".1.txt", "#  weight  minuslogpost  a  chi2\n 1 2 3 4\n 2 3 4 5\n"}});
  const ChainDraws draws = root.read();
  CHECK(draws.names == Names{"a"});
  CHECK(draws.log_posterior == Numbers{-2, -3});
}

TEST_CASE("ranges end parameters on one side or on both") {
  const Root root(
      {{".txt", "1 0 3 4 7\n"}, {".paramnames", names}, {".ranges", " a  0  N\n b 1 9 periodic\n c 0 1\n"}});
  ChainDraws draws = root.read();
  read_ranges(root.root(), draws);
  CHECK(draws.ranges[0].lower == 0);
  CHECK(draws.ranges[0].upper > 1e300);
  CHECK(draws.ranges[1].lower == 1);
  CHECK(draws.ranges[1].upper == 9);
}

TEST_CASE("properties say what is burn-in, unless the user does or it is gone") {
  const auto ignored = [](const std::string& properties, ReadChainOptions options) {
    const Root root(Files{{".txt", "1 0 3 4 7\n"}, {".paramnames", names}, {".properties.ini", properties}});
    read_getdist_chain(root.root(), options);
    return options.ignore.value_or(-1);
  };
  CHECK(ignored("sampler = mcmc\nignore_rows=0.3\n", {}) == 0.3);
  CHECK(ignored("ignore_rows = 0.3\n", {.ignore = 0.1}) == 0.1);
  CHECK(ignored("ignore_rows = 0.3\nburn_removed = T\n", {}) == -1);
}

TEST_CASE("chains of nested sampling, at another temperature, or with other columns are refused") {
  const auto with = [](const std::string& ending, const std::string& text) {
    return Root(Files{{".txt", "1 0 3 4 7\n"}, {".paramnames", names}, {ending, text}}).refusal();
  };
  CHECK_THAT(with(".properties.ini", "sampler = nested\n"),
             Contains("of nested sampling (its .properties.ini says so)"));
  CHECK_THAT(with(".stats", "log(Z) = 1\n"), Contains("of nested sampling (there is "));
  CHECK_THAT(with(".properties.ini", "temperature = 2\n"), Contains("temperature = 2"));
  CHECK_THAT(with(".properties.ini", "ignore_rows = -1\n"), Contains("ignore_rows = -1 (must be >= 0)"));
  const std::string head = "# weight minuslogpost ";
  CHECK_THAT(Root(Files{{".1.txt", head + "a b\n1 2 3 4\n"}, {".2.txt", head + "b a\n1 2 3 4\n"}}).refusal(),
             Contains("has the columns weight, minuslogpost, b, a (those of the first file are"));
  CHECK_THAT(with(".txt", "1 0 3 4\n"), Contains("has 4 columns (weight, -log posterior and 3 parameters are named)"));
  CHECK_THAT(Root(Files{{".txt", "1 0 3\n"}}).refusal(), Contains("does not name its columns"));
}

}  // namespace inquest::testing
