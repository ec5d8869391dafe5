// Augmentation: maps and series seen, each time that they are trained on, under another element of their symmetry.
//
//   symmetries  flips: backwards along each direction; d4: those, and the directions of a square map exchanged
//   shifts      by any number of places in each direction, what leaves at one end coming back at the other
//
// Where p(theta | x) is the same for all images of x, a network learns from |group| times as many data. The elements
// follow from the seed, the epoch and the step, so that a training that was resumed sees the same ones. Rows that
// validate are seen under the same element in every epoch.
#pragma once

#include <string>

#include "core/base/random.hpp"
#include "core/base/shape.hpp"
#include "core/base/tensor_fwd.hpp"
#include "core/config/fields.hpp"

namespace inquest {

struct AugmentOptions {
  std::string symmetries = "none";
  bool shifts = false;

  void fields(FieldVisitor& visit);

  bool any() const { return symmetries != "none" || shifts; }

  /// Why data of this shape, channels first, have no such symmetry; empty where they may.
  std::string obstacle_to(const Shape& shape) const;
};

/// Rows x [n, numbers] of this shape, channels first, each under an element drawn for it, its channels alike; x itself
/// where there is none but the identity. Throws Error(config) on an obstacle.
Tensor augmented(const Tensor& x, const Shape& shape, const AugmentOptions& options, Random& random);

}  // namespace inquest
