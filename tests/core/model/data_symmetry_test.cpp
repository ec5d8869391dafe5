#include "core/model/data_symmetry.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "tests/support/catch.hpp"

using namespace inquest;
using Catch::Matchers::Contains;

namespace {

std::vector<double> image(const SignedPermutation& element, const std::vector<double>& x) {
  std::vector<double> result;
  for (const std::size_t j : element.from) result.push_back(element.sign * x[j]);
  return result;
}

std::set<std::vector<double>> images(const DataSymmetry& symmetry, const std::vector<double>& x) {
  std::set<std::vector<double>> all;
  for (std::size_t k = 0; k < group_size(symmetry, x.size()); ++k) {
    all.insert(image(group_element(symmetry, x.size(), k), x));
  }
  return all;
}

}  // namespace

TEST_CASE("data symmetry: images by hand") {
  const std::vector<double> x = {1, 2, 3, 4};
  CHECK(images({}, x) == std::set<std::vector<double>>{x});
  CHECK(images({.sign = true}, x) == std::set<std::vector<double>>{x, {-1, -2, -3, -4}});
  CHECK(images({.reverse = true}, x) == std::set<std::vector<double>>{x, {4, 3, 2, 1}});
  CHECK(images({.shift = 2}, x) == std::set<std::vector<double>>{x, {3, 4, 1, 2}});
  CHECK(images({.shift = 1}, x) == std::set<std::vector<double>>{x, {2, 3, 4, 1}, {3, 4, 1, 2}, {4, 1, 2, 3}});
}

// What is unchanged by generators is unchanged by the group: every image has the images of the first.
TEST_CASE("data symmetry: elements are a group, and the identity is the first") {
  const DataSymmetry symmetry{GENERATE(false, true), GENERATE(false, true), GENERATE(0, 1, 2, 3)};
  const std::vector<double> x = {1, 2, 4, 8, 16, 32};
  const auto all = images(symmetry, x);
  const std::size_t shifts = symmetry.shift == 0 ? 1 : 6 / static_cast<std::size_t>(symmetry.shift);
  CHECK(all.size() == group_size(symmetry, 6));
  CHECK(all.size() == (symmetry.sign ? 2 : 1) * (symmetry.reverse ? 2 : 1) * shifts);
  CHECK(image(group_element(symmetry, 6, 0), x) == x);
  for (const auto& y : all) CHECK(images(symmetry, y) == all);
}

TEST_CASE("data symmetry: what two have in common is the intersection of their groups") {
  const std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const DataSymmetry a{GENERATE(false, true), GENERATE(false, true), GENERATE(0, 1, 2, 4)};
  const DataSymmetry b{GENERATE(false, true), GENERATE(false, true), GENERATE(0, 3, 6)};
  std::set<std::vector<double>> both;
  const auto of_a = images(a, x), of_b = images(b, x);
  std::ranges::set_intersection(of_a, of_b, std::inserter(both, both.end()));
  CHECK(images(common(a, b), x) == both);
}

TEST_CASE("data symmetry: shapes that cannot have it") {
  CHECK(obstacle_to({.sign = true}, {8, 8}).empty());
  CHECK(obstacle_to({.sign = true, .reverse = true, .shift = 4}, {12}).empty());
  CHECK_THAT(obstacle_to({.reverse = true}, {8, 8}), Contains("reverse is not defined for data of 2 dimensions"));
  CHECK_THAT(obstacle_to({.shift = 2}, {8, 8}), Contains("shift is not defined for data of 2 dimensions"));
  CHECK_THAT(obstacle_to({.shift = 5}, {12}), Contains("shift 5 does not divide 12 data") && Contains("those of 1"));
  CHECK_THAT(obstacle_to({.shift = 8}, {12}), Contains("shift 8 does not divide 12 data") && Contains("those of 4"));
  CHECK_THAT(obstacle_to({.shift = 12}, {12}), Contains("shift 12 of 12 data moves nothing"));
  CHECK_THAT(obstacle_to({.shift = 24}, {12}), Contains("shift 24 of 12 data moves nothing"));
}
