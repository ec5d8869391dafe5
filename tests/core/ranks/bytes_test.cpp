#include "core/ranks/bytes.hpp"

#include <array>

#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("bytes: what was added is taken in the same order, to the bit") {
  const std::array<double, 2> values{-0.0, 1e-310};
  BytesWriter out;
  out.add(7);
  out.add(std::span<const double>(values));
  out.add(std::string_view("two\0words", 9));
  out.add(std::string_view());
  BytesReader in(out.bytes());
  CHECK(in.take<int>() == 7);
  std::array<double, 2> found{};
  in.take(std::span<double>(found));
  CHECK(std::memcmp(found.data(), values.data(), sizeof values) == 0);
  CHECK(in.take_text() == std::string("two\0words", 9));
  CHECK(in.take_text().empty());
  CHECK_THROWS_AS(in.take<char>(), Error);
}
