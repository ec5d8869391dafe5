#include "core/train/augmentation.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/roll.h>

#include "tests/support/catch.hpp"
#include "tests/support/error_from.hpp"
#include "tests/support/tensors.hpp"

using namespace inquest;
using namespace inquest::testing;
using Catch::Matchers::Contains;

namespace {

using Numbers = std::vector<std::int64_t>;

Numbers numbers_of_row(const Tensor& row) {
  const Tensor values = row.to(at::kLong).contiguous();
  return {values.data_ptr<std::int64_t>(), values.data_ptr<std::int64_t>() + values.numel()};
}

// All images of a map [h, w] by LibTorch's own operations.
std::set<Numbers> images_of(const Tensor& map, const AugmentOptions& options) {
  std::set<Numbers> images;
  const bool flips = options.symmetries != "none", square = options.symmetries == "d4";
  for (int element = 0; element < (square ? 8 : flips ? 4 : 1); ++element) {
    Tensor image = element & 4 ? map.t() : map;
    if (element & 1) image = image.flip({0});
    if (element & 2) image = image.flip({1});
    for (std::int64_t down = 0; down < (options.shifts ? map.size(0) : 1); ++down) {
      for (std::int64_t right = 0; right < (options.shifts ? map.size(1) : 1); ++right) {
        images.insert(numbers_of_row(image.roll({down, right}, {0, 1}).reshape({-1})));
      }
    }
  }
  return images;
}

}  // namespace

TEST_CASE("augmentation: every image is one of the group, and every one of the group is drawn") {
  const AugmentOptions options =
      GENERATE(AugmentOptions{"none", true}, AugmentOptions{"flips", false}, AugmentOptions{"d4", false},
               AugmentOptions{"flips", true}, AugmentOptions{"d4", true});
  CAPTURE(options.symmetries, options.shifts);
  const Tensor map = at::arange(9, at::kFloat).view({3, 3});
  const std::set<Numbers> expected = images_of(map, options);
  Random random(Seed{1});
  // 1,500 draws of 72 equally likely images miss one of them with a probability of 72 exp(-1500 / 72) = 7e-8.
  const Tensor seen = augmented(map.reshape({1, 9}).expand({1500, 9}), {1, 3, 3}, options, random);
  std::set<Numbers> found;
  for (std::int64_t i = 0; i < seen.size(0); ++i) found.insert(numbers_of_row(seen[i]));
  CHECK(found == expected);
}

TEST_CASE("augmentation: channels move together, and series in their one direction") {
  const Tensor first = at::arange(4, at::kFloat);
  const Tensor series = at::cat({first, first + 10}).reshape({1, 8});
  Random random(Seed{1});
  const Tensor seen = augmented(series.expand({50, 8}), {2, 4}, {"flips", true}, random);
  CHECK(tensors_close(seen.narrow(1, 0, 4) + 10, seen.narrow(1, 4, 4)));
  const std::set<Numbers> expected = images_of(first.view({1, 4}), {"flips", true});
  for (std::int64_t i = 0; i < 50; ++i) CHECK(expected.contains(numbers_of_row(seen[i].narrow(0, 0, 4))));
}

TEST_CASE("augmentation: equal streams draw equal images, and none draws nothing") {
  Random first(Seed{2}), second(Seed{2});
  const Tensor x = random_tensor({6, 16}, first);
  CHECK(tensors_close(random_tensor({6, 16}, second), x));
  CHECK(tensors_close(augmented(x, {1, 4, 4}, {"d4", true}, first), augmented(x, {1, 4, 4}, {"d4", true}, second)));
  CHECK(augmented(x, {1, 4, 4}, {}, first).is_same(x));
  CHECK(first() == second());
}

TEST_CASE("augmentation: data without the symmetry are an error that says so") {
  Random random(Seed{1});
  const Tensor x = random_tensor({2, 12}, random);
  CHECK_THAT(error_from([&] {
               augmented(x, {1, 3, 4}, {"d4", false}, random);
             }).what(),
             Contains("[1, 3, 4]") && Contains("take flips"));
  CHECK_THAT(error_from([&] { augmented(x, {12}, {"none", true}, random); }).what(), Contains("neither maps"));
  CHECK(AugmentOptions{}.obstacle_to({12}).empty());
  CHECK(AugmentOptions{"flips", true}.obstacle_to({1, 3, 4}).empty());
}
