#include "core/config/suggest.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("suggest finds slips of the pen", "[config]") {
  const std::vector<std::string> known = {"method", "flow", "ensemble", "learning_rate", "lr"};
  CHECK(nearest_word("ensembel", known) == "ensemble");  // a swap of neighbours
  CHECK(nearest_word("flo", known) == "flow");
  CHECK(nearest_word("flows", known) == "flow");
  CHECK(nearest_word("learning-rate", known) == "learning_rate");
  CHECK(nearest_word("method", known) == "method");
}

TEST_CASE("suggest keeps quiet about words that are far", "[config]") {
  const std::vector<std::string> known = {"method", "flow", "lr"};
  CHECK_FALSE(nearest_word("simulator", known));
  CHECK_FALSE(nearest_word("", known));
  CHECK_FALSE(nearest_word("x", {"y"}));  // every letter would change
  CHECK_FALSE(nearest_word("flow", {}));
}

TEST_CASE("suggest words what is known and what was meant", "[config]") {
  CHECK(suggest("flwo", {"method", "flow"}) == "(known: method, flow); did you mean 'flow'?");
  CHECK(suggest("banana", {"method", "flow"}) == "(known: method, flow)");
}
