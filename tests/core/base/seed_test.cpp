#include "core/base/seed.hpp"

#include <set>
#include <string>

#include "core/base/philox.hpp"
#include "tests/support/catch.hpp"

using namespace inquest;

TEST_CASE("seed of a branch depends on its parent and name alone", "[base]") {
  const Seed root{2026};
  CHECK(root.child("lambda").child(17) == Seed{2026}.child("lambda").child(17));
  CHECK(root.child("lambda") != root.child("open"));
  CHECK(root.child("lambda") != Seed{2027}.child("lambda"));
  CHECK(root.child("a").child("b") != root.child("b").child("a"));
  CHECK(root.child("ab") != root.child("a").child("b"));
}

TEST_CASE("seed of a numbered branch is the Philox block of its number", "[base]") {
  const std::uint64_t parent = 0x123456789ABCDEF0;
  const std::uint64_t index = 0x0000000500000007;
  const auto block = philox4x32({7, 5, 0x78000000, 0x696e6465}, {0x9ABCDEF0, 0x12345678});
  const std::uint64_t expected = block[0] | static_cast<std::uint64_t>(block[1]) << 32;
  CHECK(Seed{parent}.child(index).value == expected);
}

TEST_CASE("seed does not confuse names with numbers or with padded names", "[base]") {
  using namespace std::string_view_literals;
  const Seed root{1};
  std::set<Seed> seeds;
  const auto is_new = [&](Seed seed) { return seeds.insert(seed).second; };
  CHECK(is_new(root));
  CHECK(is_new(root.child("")));
  CHECK(is_new(root.child(std::uint64_t{0})));
  CHECK(is_new(root.child("0")));
  CHECK(is_new(root.child("\0"sv)));
  CHECK(is_new(root.child("\0\0"sv)));
  CHECK(is_new(root.child("12345678")));
  CHECK(is_new(root.child("12345678\0"sv)));
  CHECK(is_new(root.child("123456789")));
  CHECK(is_new(root.child(std::uint64_t{0x3837363534333231})));  // the bytes of "12345678"
}

TEST_CASE("seed gives no two of a hundred thousand children the same value", "[base]") {
  // Of 64-bit numbers drawn blindly, 1e5 hold a pair with probability 1e10 / 2^65 = 3e-10.
  std::set<Seed> seeds;
  for (std::uint64_t i = 0; i < 50'000; ++i) {
    seeds.insert(Seed{0}.child(i));
    seeds.insert(Seed{i + 1}.child("x"));
  }
  CHECK(seeds.size() == 100'000);
}
