#include "core/train/augmentation.hpp"

#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include "core/base/error.hpp"

namespace inquest {
namespace {

// Where the numbers of an image of a map [h, w] come from.
struct Element {
  std::int64_t down = 0, right = 0;  // shifts
  bool upside_down = false, mirrored = false, transposed = false;
};

Element draw_element(const AugmentOptions& options, std::int64_t h, std::int64_t w, Random& random) {
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(n)));
  };
  Element element;
  if (options.symmetries != "none") {
    element.upside_down = below(2) == 1;
    element.mirrored = below(2) == 1;
    element.transposed = options.symmetries == "d4" && below(2) == 1;
  }
  if (options.shifts) {
    element.down = below(h);
    element.right = below(w);
  }
  return element;
}

void fill_places(const Element& element, std::int64_t h, std::int64_t w, std::int64_t* place) {
  for (std::int64_t i = 0; i < h; ++i) {
    for (std::int64_t j = 0; j < w; ++j, ++place) {
      std::int64_t row = (i + element.down) % h, column = (j + element.right) % w;
      if (element.upside_down) row = h - 1 - row;
      if (element.mirrored) column = w - 1 - column;
      if (element.transposed) std::swap(row, column);
      *place = row * w + column;
    }
  }
}

}  // namespace

void AugmentOptions::fields(FieldVisitor& visit) {
  visit.choice("symmetries", symmetries,
               "what leaves p(theta | x) as it is: flips of each direction, or d4, the rotations and reflections of "
               "square maps",
               {"none", "flips", "d4"});
  visit.field("shifts", shifts, "whether shifts of periodic data do too, by any number of places in each direction");
}

std::string AugmentOptions::obstacle_to(const Shape& shape) const {
  if (!any()) return "";
  const std::string seen = to_text(shape);
  if (shape.size() != 2 && shape.size() != 3) return concat("augment (of data ", seen, ", neither maps nor series)");
  if (symmetries != "d4" || (shape.size() == 3 && shape[1] == shape[2])) return "";
  return concat("augment: d4 (of data ", seen, ", which are no square maps); take flips");
}

Tensor augmented(const Tensor& x, const Shape& shape, const AugmentOptions& options, Random& random) {
  if (!options.any()) return x;
  const std::string obstacle = options.obstacle_to(shape);
  INQUEST_VALIDATE(obstacle.empty(), config, obstacle);
  const auto channels = static_cast<std::int64_t>(shape[0]), w = static_cast<std::int64_t>(shape.back());
  const std::int64_t h = shape.size() == 3 ? static_cast<std::int64_t>(shape[1]) : 1, rows = x.size(0);
  const Tensor places = at::empty({rows, 1, h * w}, at::kLong);
  for (std::int64_t row = 0; row < rows; ++row) {
    fill_places(draw_element(options, h, w, random), h, w, places.data_ptr<std::int64_t>() + row * h * w);
  }
  const Tensor everywhere = places.to(x.device()).expand({rows, channels, h * w});
  return x.reshape({rows, channels, h * w}).gather(2, everywhere).reshape({rows, channels * h * w});
}

}  // namespace inquest
