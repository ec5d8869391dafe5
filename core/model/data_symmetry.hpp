// DataSymmetry: maps of the data that leave their density under a model unchanged, x'_i = +-x_j with j a permutation.
//
//   sign     -x_i           p(-x | -theta) = p(x | theta): of the model too, if its priors are symmetric
//   reverse  x_(n - 1 - i)  p(x' | theta) = p(x | theta): backwards is as likely as forwards
//   shift    x_(i + shift)  the same for cyclic shifts by so many places, and multiples of them
//
// They generate a group, each element of which is a sign after a reversal after a shift.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/config/fields.hpp"

namespace inquest {

struct DataSymmetry {
  bool sign = false;
  bool reverse = false;
  std::int64_t shift = 0;  // 0: none

  void fields(FieldVisitor& visit);

  bool operator==(const DataSymmetry&) const = default;
};

/// x'_i = sign x_{from[i]}.
struct SignedPermutation {
  std::vector<std::size_t> from;
  double sign = 1;
};

/// Why data of this shape cannot have the symmetry; empty where they can.
std::string obstacle_to(const DataSymmetry& symmetry, const std::vector<std::size_t>& data_shape);

/// How many elements the group has on n data, and which one is the k-th; the identity is the first.
std::size_t group_size(const DataSymmetry& symmetry, std::size_t n);
SignedPermutation group_element(const DataSymmetry& symmetry, std::size_t n, std::size_t k);

/// What both have: the intersection of the groups.
DataSymmetry common(const DataSymmetry& a, const DataSymmetry& b);

}  // namespace inquest
