// The derived parameters of an answer.
#pragma once

#include "apps/run/derived.hpp"
#include "apps/run/results.hpp"
#include "core/infer/posterior_answer.hpp"

namespace inquest {

/// Of the draws of `answer`, or of `count` from what stands for moments. Draws at which one is not finite are left out,
/// with a warning; all are NaN, with a warning, where none is left or there are no draws to be had.
DerivedResult derive(const DerivedParameters& derived, const Density& density, const PosteriorAnswer& answer,
                     std::size_t count, Seed seed, Reporter& reporter);

}  // namespace inquest
