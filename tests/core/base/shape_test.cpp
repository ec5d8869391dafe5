#include "core/base/shape.hpp"

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("shape: its numbers and its text", "[base]") {
  CHECK(numbers_of({}) == 1);
  CHECK(numbers_of({32}) == 32);
  CHECK(numbers_of({4, 5, 6}) == 120);
  CHECK(numbers_of({4, 0}) == 0);
  CHECK(to_text({}) == "[]");
  CHECK(to_text({32}) == "[32]");
  CHECK(to_text({3, 64, 64}) == "[3, 64, 64]");
}
