#include "core/base/seed.hpp"

#include <algorithm>

#include "core/base/philox.hpp"

namespace inquest {
namespace {

// A Philox block is a keyed hash: a child is the block of (index, tag) under the parent as key.
Seed hash(Seed parent, std::uint64_t index, std::uint64_t tag) {
  const auto low = [](std::uint64_t v) { return static_cast<std::uint32_t>(v); };
  const auto high = [](std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); };
  const auto block =
      philox4x32({low(index), high(index), low(tag), high(tag)}, {low(parent.value), high(parent.value)});
  return {static_cast<std::uint64_t>(block[0]) | static_cast<std::uint64_t>(block[1]) << 32};
}

constexpr std::uint64_t index_tag = 0x696e646578000000;  // keeps numbers, names and random streams apart
constexpr std::uint64_t name_tag = 0x6e616d6500000000;

}  // namespace

Seed Seed::child(std::string_view name) const {
  Seed seed = hash(*this, name.size(), name_tag);
  for (std::size_t start = 0; start < name.size(); start += 8) {
    std::uint64_t word = 0;
    for (std::size_t i = start; i < std::min(start + 8, name.size()); ++i) {
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(name[i])) << (8 * (i - start));
    }
    seed = hash(seed, word, name_tag);
  }
  return seed;
}

Seed Seed::child(std::uint64_t index) const { return hash(*this, index, index_tag); }

}  // namespace inquest
