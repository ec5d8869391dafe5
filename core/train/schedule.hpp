// Learning-rate schedule: linear warm-up to the peak, then half a cosine to zero (one cycle).
#pragma once

#include <cstdint>

namespace inquest {

/// The factor on the peak rate at `step` of `total`; `warm_up` is the share of steps that rise.
double one_cycle(std::int64_t step, std::int64_t total, double warm_up);

}  // namespace inquest
