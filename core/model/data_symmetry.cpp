#include "core/model/data_symmetry.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"

namespace inquest {
namespace {

std::size_t shifts(const DataSymmetry& symmetry, std::size_t n) {
  return symmetry.shift == 0 ? 1 : n / static_cast<std::size_t>(symmetry.shift);
}

}  // namespace

void DataSymmetry::fields(FieldVisitor& visit) {
  visit.field("sign", sign, "p(-x | -theta) = p(x | theta); counts for a model whose priors are symmetric about 0");
  visit.field("reverse", reverse, "p(x backwards | theta) = p(x | theta)");
  visit.field("shift", shift, "p(x | theta) is unchanged by cyclic shifts of x by so many places; 0: by none",
              {.min = 0});
}

std::string obstacle_to(const DataSymmetry& symmetry, const std::vector<std::size_t>& data_shape) {
  if (!symmetry.reverse && symmetry.shift == 0) return "";
  if (data_shape.size() != 1) {
    return concat(symmetry.reverse ? "reverse" : "shift", " is not defined for data of ", data_shape.size(),
                  " dimensions (it permutes the places of one)");
  }
  const auto n = static_cast<std::int64_t>(data_shape.front());
  if (symmetry.shift == 0) return "";
  if (symmetry.shift % n == 0) return concat("shift ", symmetry.shift, " of ", n, " data moves nothing; leave it out");
  if (n % symmetry.shift == 0) return "";
  return concat("shift ", symmetry.shift, " does not divide ", n, " data (its multiples are those of ",
                std::gcd(symmetry.shift, n), "); give a divisor");
}

std::size_t group_size(const DataSymmetry& symmetry, std::size_t n) {
  const std::size_t reversals = symmetry.reverse && n > 1 ? 2 : 1;
  return (symmetry.sign ? 2 : 1) * reversals * shifts(symmetry, n);
}

SignedPermutation group_element(const DataSymmetry& symmetry, std::size_t n, std::size_t k) {
  INQUEST_EXPECT(k < group_size(symmetry, n));
  SignedPermutation element{std::vector<std::size_t>(n)};
  if (symmetry.sign) {
    element.sign = k % 2 == 0 ? 1 : -1;
    k /= 2;
  }
  const std::size_t shift = k % shifts(symmetry, n) * static_cast<std::size_t>(symmetry.shift);
  for (std::size_t i = 0; i < n; ++i) element.from[i] = (i + shift) % n;
  if (k >= shifts(symmetry, n)) std::ranges::reverse(element.from);
  return element;
}

DataSymmetry common(const DataSymmetry& a, const DataSymmetry& b) {
  return {a.sign && b.sign, a.reverse && b.reverse, std::lcm(a.shift, b.shift)};
}

}  // namespace inquest
