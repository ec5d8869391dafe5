#include "core/files/csv_word.hpp"

#include "tests/support/catch.hpp"

namespace inquest {

TEST_CASE("a word of a CSV file is quoted where it would be read as more than one") {
  CHECK(csv_word("profile 1") == "profile 1");
  CHECK(csv_word("a,b") == "\"a,b\"");
  CHECK(csv_word("5\" dish") == "\"5\"\" dish\"");
  CHECK(csv_word("two\nlines") == "\"two\nlines\"");
  CHECK(csv_word("").empty());
}

}  // namespace inquest
