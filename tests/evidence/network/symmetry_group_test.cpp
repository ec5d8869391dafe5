#include "evidence/network/symmetry_group.hpp"

#include <set>

#include <ATen/ops/from_blob.h>

#include "tests/support/catch.hpp"

using namespace inquest;

namespace {

// Rows i, 10 + i, 100 + i, 1000 + i: no two of a row are equal.
Tensor rows(std::int64_t n) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < n; ++i) {
    for (const float base : {1.0F, 10.0F, 100.0F, 1000.0F}) values.push_back(base + static_cast<float>(i));
  }
  return at::from_blob(values.data(), {n, 4}, at::kFloat).clone();
}

std::vector<float> row(const Tensor& x, std::int64_t i) {
  return {x.data_ptr<float>() + 4 * i, x.data_ptr<float>() + 4 * (i + 1)};
}

}  // namespace

TEST_CASE("symmetry group: images of rows by hand") {
  const SymmetryGroup group({.sign = true, .shift = 2}, 4);
  REQUIRE(group.size() == 4);
  const Tensor x = rows(2);
  std::set<std::vector<float>> of_second;
  for (std::size_t k = 0; k < 4; ++k) of_second.insert(row(group.image(x, k), 1));
  CHECK(of_second == std::set<std::vector<float>>{
                         {2, 11, 101, 1001}, {-2, -11, -101, -1001}, {101, 1001, 2, 11}, {-101, -1001, -2, -11}});
  CHECK(row(group.image(x, 0), 1) == row(x, 1));
}

TEST_CASE("symmetry group: copies hold every image of each row where these are few") {
  const SymmetryGroup group({.reverse = true, .shift = 1}, 4);
  REQUIRE(group.size() == 8);
  const std::int64_t n = GENERATE(3, 20);
  const Tensor x = rows(n);
  for (std::int64_t i = 0; i < n; ++i) {
    std::set<std::vector<float>> expected, found{row(x, i)};
    for (std::size_t k = 0; k < 8; ++k) expected.insert(row(group.image(x, k), i));
    for (std::int64_t copy = 1; copy < 8; ++copy) found.insert(row(group.images(x, copy, 8), i));
    CHECK(found == expected);
  }
}

// 16 elements, of which a row is seen under 4: all of them come in turn.
TEST_CASE("symmetry group: copies hold different images of a row, and each image of some") {
  const SymmetryGroup group({.sign = true, .reverse = true, .shift = 1}, 4);
  REQUIRE(group.size() == 16);
  const Tensor x = rows(15);
  std::set<std::size_t> used;
  for (std::int64_t i = 0; i < 15; ++i) {
    std::set<std::vector<float>> found{row(x, i)};
    for (std::int64_t copy = 1; copy < 4; ++copy) {
      const auto image = row(group.images(x, copy, 4), i);
      found.insert(image);
      for (std::size_t k = 0; k < 16; ++k) {
        if (row(group.image(x, k), i) == image) used.insert(k);
      }
    }
    CHECK(found.size() == 4);
  }
  CHECK(used.size() == 15);
}

TEST_CASE("symmetry group: images are standardised alike") {
  const Standardizer fitted({1, 2, 3, 6}, {1, 1, 7, 3});
  const Standardizer reversed = SymmetryGroup({.reverse = true}, 4).symmetrised(fitted);
  CHECK(reversed.location() == std::vector<double>{3.5, 2.5, 2.5, 3.5});
  CHECK(reversed.scale()[1] == 5);
  CHECK(reversed.scale()[2] == 5);
  CHECK(reversed.scale()[0] == Approx(std::sqrt(5)));
  CHECK(reversed.scale()[0] == reversed.scale()[3]);
  const Standardizer odd = SymmetryGroup({.sign = true}, 4).symmetrised(fitted);
  CHECK(odd.location() == std::vector<double>(4, 0));
  CHECK(odd.scale() == std::vector<double>{1, 1, 7, 3});
  const Standardizer shifted = SymmetryGroup({.shift = 1}, 4).symmetrised(fitted);
  CHECK(shifted.location() == std::vector<double>(4, 3));
  CHECK(shifted.scale() == std::vector<double>(4, std::sqrt(15)));
}
