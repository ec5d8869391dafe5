// Seeds: a tree of 64-bit numbers, so that every stream of random numbers has a name and nothing else decides it.
//
// Seed{2026}.child("lambda").child("simulate").child(17) is the seed of simulation 17, whatever batch, thread or
// process computes it.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace inquest {

struct Seed {
  std::uint64_t value = 0;

  /// Seed of the branch called `name`.
  Seed child(std::string_view name) const;

  /// Seed of the branch with number `index`.
  Seed child(std::uint64_t index) const;

  auto operator<=>(const Seed&) const = default;
};

}  // namespace inquest
