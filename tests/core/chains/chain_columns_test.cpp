#include "core/chains/chain_columns.hpp"

#include <cmath>

#include "core/base/error.hpp"
#include "tests/support/error_from.hpp"

namespace inquest::testing {
namespace {

using Catch::Matchers::Contains;
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

ChainColumns columns(const Names& names) {
  ChainColumns result{names, Matrix(2, names.size()), {2}};
  for (std::size_t k = 0; k < result.values.values().size(); ++k) result.values.values()[k] = static_cast<double>(k);
  return result;
}

}  // namespace

TEST_CASE("columns of draws are told by their names") {
  const ChainDraws draws = draws_of_columns(columns({"a", "weight", "b", "log_posterior", "chi2__x"}), {}, "t.csv");
  CHECK(draws.names == Names{"a", "b"});
  CHECK(draws.theta.values() == Numbers{0, 2, 5, 7});
  CHECK(draws.weights == Numbers{1, 6});
  CHECK(draws.log_posterior == Numbers{3, 8});
  CHECK(draws.left_out == Names{"chi2__x"});
  CHECK(draws.lengths == std::vector<std::size_t>{2});
  CHECK(std::isinf(draws.ranges[1].lower));
}

TEST_CASE("walkers that stand side by side become chains one after the other") {
  ChainColumns side_by_side{{"walker", "a", "lp"}, Matrix(4, 3), {4}};
  side_by_side.values.values() = {1, 5, -1, 0, 6, -2, 1, 7, -3, 0, 8, -4};
  const ChainDraws draws = draws_of_columns(side_by_side, {}, "t");
  CHECK(draws.names == Names{"a"});
  CHECK(draws.theta.values() == Numbers{6, 8, 5, 7});
  CHECK(draws.log_posterior == Numbers{-2, -4, -1, -3});
  CHECK(draws.lengths == std::vector<std::size_t>{2, 2});
}

TEST_CASE("a log posterior may be given as its negative, or by another name; weights may be missing") {
  CHECK(draws_of_columns(columns({"a", "minuslogpost"}), {}, "t").log_posterior == Numbers{-1, -3});
  CHECK(draws_of_columns(columns({"a", "logp"}), {.log_posterior = "logp"}, "t").log_posterior == Numbers{1, 3});
  CHECK(draws_of_columns(columns({"a", "lp"}), {}, "t").weights == Numbers{1, 1});
}

TEST_CASE("a table with no log posterior, with two, or of nested sampling, is refused") {
  const auto refusal = [](const Names& names, const ReadChainOptions& options = {}) -> std::string {
    const Error error = error_from([&] { draws_of_columns(columns(names), options, "t.csv"); });
    CHECK(error.kind() == ErrorKind::data);
    return error.what();
  };
  CHECK_THAT(refusal({"a", "logL"}), Contains("t.csv has no column of the log posterior (the columns are a, logL)"));
  CHECK_THAT(refusal({"a", "lp", "log_prob"}), Contains("'lp' and 'log_prob' (either could be meant)"));
  CHECK_THAT(refusal({"a", "lp"}, {.log_posterior = "lq"}), Contains("has no column 'lq'"));
  CHECK_THAT(refusal({"a", "weights", "logL", "nlive"}),
             Contains("t.csv is of nested sampling (it has a column 'nlive')"));
}

}  // namespace inquest::testing
