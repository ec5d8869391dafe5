// Symmetry of whole models, which multiplies their simulations for free: images of x are as likely as x.
#pragma once

#include "core/model/data_symmetry.hpp"
#include "core/model/model.hpp"

namespace inquest {

/// What leaves p(x | M) unchanged: that of the simulator, without the sign where a prior is not symmetric about 0 (or a
/// fixed parameter is not 0); none without a simulator.
DataSymmetry symmetry_of(const Model& model);

/// What all models have.
DataSymmetry common_symmetry(const ModelSet& models);

}  // namespace inquest
